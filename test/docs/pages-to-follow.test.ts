import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProject, type Project, repository, type Result } from '../cli/project.js';

/** A fenced block of a page that takes part: ```` ```yaml file=schemas/shop.varve.yaml ````. */
interface Block {
  readonly info: string;
  readonly text: string;
}

/**
 * Follows a page to the letter: writes the files that it says to write, makes its edits, runs its commands, and compares
 * what they print. What else a page says to install is put there.
 */
describe.each([
  ['tutorial.md', ['better-sqlite3']],
  ['testing.md', ['fast-check']],
  ['emmett.md', ['better-sqlite3', '@event-driven-io/emmett']],
  ['operations.md', ['better-sqlite3', '@opentelemetry/api', '@opentelemetry/sdk-metrics']],
])('docs/%s', (page, packages) => {
  it('does what it says', async () => {
    const project = createProject({});
    try {
      for (const name of packages) {
        const link = join(project.cwd, 'node_modules', name);
        mkdirSync(dirname(link), { recursive: true });
        symlinkSync(join(repository, 'node_modules', name), link, 'dir');
      }
      await project.varve('init');
      rmSync(join(project.cwd, 'src/main.ts'));
      await follow(project, blocksOf(readFileSync(join(repository, 'docs', page), 'utf8')));
    } finally {
      project.dispose();
    }
  }, 180_000);
});

function blocksOf(markdown: string): readonly Block[] {
  return [...markdown.matchAll(/^```\w+ (?<info>[^\n]+)\n(?<text>[\s\S]*?)^```$/gmu)].map(({ groups }) => ({
    info: groups?.['info'] ?? '',
    text: groups?.['text'] ?? '',
  }));
}

async function follow(project: Project, blocks: readonly Block[]): Promise<void> {
  let said = '';
  for (const { info, text } of blocks) {
    const [, verb = '', path = ''] = /^(\w+)(?:=(\S+))?/u.exec(info) ?? [];
    if (verb === 'file') project.write(path, text);
    else if (verb === 'append') project.write(path, project.read(path) + text);
    else if (verb === 'edit') project.write(path, edited(project.read(path), text));
    else if (verb === 'run') said = await runAll(project, text, info.includes('fails'));
    else if (info === 'output contains') expect(said).toContain(text.trim());
    else if (info === 'output') expect(said.trim()).toContain(text.trim());
    else throw new Error(`the page has a block that nobody knows how to follow: ${info}`);
  }
}

/** The line that begins with the same key gives way to the block. */
function edited(file: string, block: string): string {
  const key = block.slice(0, block.indexOf(':') + 1);
  const lines = file.split('\n');
  const at = lines.findIndex((line) => line.startsWith(key));
  expect(at, `a line that begins with ${key}`).toBeGreaterThan(0);
  return [...lines.slice(0, at), block.trimEnd(), ...lines.slice(at + 1)].join('\n');
}

async function runAll(project: Project, commands: string, fails: boolean): Promise<string> {
  let said = '';
  for (const command of commands.trim().split('\n')) {
    const { code, stdout, stderr } = await run(project, command.split(' '));
    expect({ command, failed: code !== 0, said: fails ? '' : stdout + stderr }).toEqual({
      command,
      failed: fails,
      said: fails ? '' : expect.any(String),
    });
    said += stdout + stderr;
  }
  return said;
}

function run(project: Project, [program = '', ...args]: readonly string[]): Promise<Result> {
  if (program === 'npx' && args[0] === 'varve') return project.varve(...args.slice(1));
  if (program === 'npx' && args[0] === 'tsc') {
    return project.run(process.execPath, join(repository, 'node_modules/typescript/bin/tsc'));
  }
  return project.run(program === 'node' ? process.execPath : program, ...args);
}
