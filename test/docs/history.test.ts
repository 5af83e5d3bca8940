import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repository, type Result } from '../cli/project.js';

const program = join(repository, 'build/examples/history/main.js');
const examples = join(repository, 'examples/history');
const expectedPath = join(repository, 'test/golden/history/expected.txt');

function run(...args: readonly string[]): Promise<Result> {
  if (!existsSync(program)) throw new Error('these tests run what is built: `npm run build` first');
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [program, ...args], { cwd: tmpdir() }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode, stdout, stderr });
    });
  });
}

/**
 * `npm run demo:history` compares every figure with the ledger that is kept by hand beside it, and fails where one is
 * different; what it prints is held to the letter here. `UPDATE_GOLDEN=1` writes that anew.
 */
describe('the history of a bank', () => {
  it('is written by the code of nine days, and read by each of them', async () => {
    const { code, stdout, stderr } = await run();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(expectedPath, stdout);
    expect(stdout).toBe(readFileSync(expectedPath, 'utf8'));
  }, 300_000);

  describe('fails where', () => {
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'varve-history-copy-'));
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it.each([
      ['a cent is missing', 'program/ledger.ts', 'balances: { EUR: 6450n }', 'balances: { EUR: 6451n }', 'today'],
      ['an event is missing', 'program/ledger.ts', 'stored: 12', 'stored: 13', 'how many events are stored'],
      ['code does not compile', 'days/0-first-day/src/day.ts', 'sum: 500n', 'amount: 500n', 'error TS2353'],
    ])(
      '%s',
      async (_what, file, from, to, said) => {
        const copy = join(folder, 'history');
        cpSync(examples, copy, { recursive: true });
        const text = readFileSync(join(copy, file), 'utf8');
        expect(text.split(from)).toHaveLength(2);
        writeFileSync(join(copy, file), text.replace(from, to));
        const { code, stdout, stderr } = await run(copy);
        expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
        expect(stderr).toContain(said);
      },
      60_000,
    );
  });
});

/** What the page quotes stands in the example, at whatever depth. */
describe('docs/evolution.md', () => {
  const page = readFileSync(join(repository, 'docs/evolution.md'), 'utf8');
  const blocks = [...page.matchAll(/^```\w+ (?<kind>in|of)=(?<source>\S+)\n(?<text>[\s\S]*?)\n```$/gmu)].map(
    ({ groups }) => ({ kind: groups?.['kind'], source: groups?.['source'] ?? '', text: groups?.['text'] ?? '' }),
  );

  it('quotes every day', () => {
    const days = new Set(blocks.filter(({ kind }) => kind === 'in').map(({ source }) => source.split('/')[0]));
    expect([...days].sort()).toEqual(readdirSync(join(examples, 'days')).filter((day) => !day.startsWith('0')));
  });

  it.each(blocks)('$source: $text', ({ kind, source, text }) => {
    const whole = readFileSync(kind === 'of' ? expectedPath : join(examples, 'days', source), 'utf8');
    const depths = Array.from({ length: 20 }, (_, depth) => text.replaceAll(/^(?=.)/gmu, ' '.repeat(depth)));
    expect(depths.some((indented) => `\n${whole}`.includes(`\n${indented}\n`))).toBe(true);
  });
});
