import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createProject, type Project, type Running, smallSchema } from './project.js';

let project: Project;
let running: Running;

afterEach(async () => {
  running.end('SIGKILL');
  await running.ended;
  project.dispose();
});

const other = smallSchema.replace('context: shop', 'context: mall').replace('  Cart:\n', '  Trolley:\n');
const done = /\d+ of \d+ files written[^\n]*\nwatching/u;

describe('varve generate --watch', () => {
  it('follows edits, renames over a file, new files and folders, and deletions', async () => {
    project = createProject();
    running = project.start('generate', '--watch');
    await running.until(done);

    project.write('schemas/shop.varve.yaml', smallSchema.replaceAll('total', 'sum'));
    await running.until(done);
    expect(project.read('generated/shop/cart/state.ts')).toContain('sum');

    // As editors save: a new file takes the name of the old one.
    project.write('schemas/.shop.swp', smallSchema.replaceAll('total', 'count'));
    renameSync(join(project.cwd, 'schemas/.shop.swp'), join(project.cwd, 'schemas/shop.varve.yaml'));
    await running.until(done);
    expect(project.read('generated/shop/cart/state.ts')).toContain('count');

    project.write('schemas/deep/er/mall.varve.yaml', other);
    await running.until(done);
    expect(project.exists('generated/mall/index.ts')).toBe(true);
    project.write('schemas/deep/er/mall.varve.yaml', other.replaceAll('total', 'sum'));
    await running.until(done);

    project.remove('schemas/deep');
    expect(await running.until(done)).toMatch(/removed/u);
    expect(project.exists('generated/mall')).toBe(false);
  });

  it('keeps the last good output while an error stands, and goes on', async () => {
    project = createProject();
    running = project.start('generate', '--watch');
    await running.until(done);
    const before = project.files();
    project.write('schemas/shop.varve.yaml', 'varve: 1\n');
    await running.until(/error MISSING_KEY[\s\S]*watching/u);
    expect({ ...project.files(), 'schemas/shop.varve.yaml': 0 }).toEqual({ ...before, 'schemas/shop.varve.yaml': 0 });
    project.write('schemas/shop.varve.yaml', smallSchema);
    await running.until(done);
  });

  it('waits for schemas that are not there yet', async () => {
    project = createProject({});
    running = project.start('generate', '--watch');
    await running.until(/NO_SCHEMA_FILES[\s\S]*watching/u);
    project.write('schemas/shop.varve.yaml', smallSchema);
    expect(await running.until(done)).not.toContain('error');
  });

  it('takes up a configuration that appears and changes', async () => {
    project = createProject();
    running = project.start('generate', '--watch');
    await running.until(done);
    for (const output of ['one', 'two']) {
      project.write('varve.config.mjs', `export default { output: '${output}' };`);
      await running.until(done);
      expect(project.exists(`${output}/shop/index.ts`)).toBe(true);
    }
    project.write('varve.config.mjs', `export default { output: 3 };`);
    await running.until(/CONFIG_INVALID[\s\S]*watching/u);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends cleanly on %s', async (signal) => {
    project = createProject();
    running = project.start('generate', '--watch');
    await running.until(done);
    running.end(signal);
    expect(await running.ended).toEqual({ code: 0, signal: null });
  });
});
