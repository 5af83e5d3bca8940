import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createReporter } from '../../../src/diagnostics/reporter.js';
import { appendLines } from '../../../src/output/append-lines.js';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'varve-append-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

function append(path: string, ...lines: readonly string[]) {
  const reporter = createReporter();
  const done = appendLines([{ path, lines }], cwd, reporter);
  return { done, findings: reporter.diagnostics.map(({ code, span, message }) => `${code} ${span.path} ${message}`) };
}

describe('appending lines', () => {
  test('makes the file and its folders, and leaves nothing else behind', () => {
    expect(append('varve.lock/shop/Cart/A.lock', 'a', 'b')).toEqual({ done: true, findings: [] });
    expect(readFileSync(join(cwd, 'varve.lock/shop/Cart/A.lock'), 'utf8')).toBe('a\nb\n');
    expect(readdirSync(join(cwd, 'varve.lock/shop/Cart'))).toEqual(['A.lock']);
  });

  test('leaves what is there as it is, and ends its last line', () => {
    for (const [before, after] of [
      ['a\n', 'a\nb\n'],
      ['a\r\n', 'a\r\nb\n'],
      ['a', 'a\nb\n'],
    ] as const) {
      writeFileSync(join(cwd, 'x.lock'), before);
      append('x.lock', 'b');
      expect(readFileSync(join(cwd, 'x.lock'), 'utf8')).toBe(after);
    }
  });

  test('LOCK_UNWRITABLE: what the system refuses', () => {
    writeFileSync(join(cwd, 'varve.lock'), '');
    const { done, findings } = append('varve.lock/shop/A.lock', 'a');
    expect(done).toBe(false);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatch(/^LOCK_UNWRITABLE varve\.lock\/shop\/A\.lock the lock file cannot be written: E/u);
  });

  test('LOCK_UNWRITABLE: a link that leads out', () => {
    const outside = mkdtempSync(join(tmpdir(), 'varve-outside-'));
    mkdirSync(join(cwd, 'varve.lock'));
    symlinkSync(outside, join(cwd, 'varve.lock/shop'));
    expect(append('varve.lock/shop/A.lock', 'a')).toEqual({
      done: false,
      findings: ['LOCK_UNWRITABLE varve.lock/shop/A.lock a symbolic link leads out of the working directory'],
    });
    expect(readdirSync(outside)).toEqual([]);
    rmSync(outside, { recursive: true });
  });
});
