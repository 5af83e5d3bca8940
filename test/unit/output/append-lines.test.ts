import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createReporter } from '../../../src/diagnostics/reporter.js';
import { appendLines } from '../../../src/output/append-lines.js';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'varve-append-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const marker = 'varve.lock/.releasing';

function append(path: string, ...lines: readonly string[]) {
  const file = join(cwd, path);
  const before = existsSync(file) && statSync(file).isFile() ? readFileSync(file) : new Uint8Array();
  return appendTo(before, path, ...lines);
}

function appendTo(before: Uint8Array, path: string, ...lines: readonly string[]) {
  const reporter = createReporter();
  const done = appendLines([{ path, before, lines }], { cwd, marker }, reporter);
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

  test('LOCK_UNWRITABLE: a file that was changed since', () => {
    expect(append('x.lock', 'a').done).toBe(true);
    expect(appendTo(new Uint8Array(), 'x.lock', 'a')).toEqual({
      done: false,
      findings: ['LOCK_UNWRITABLE x.lock the lock file was changed meanwhile'],
    });
    expect(readFileSync(join(cwd, 'x.lock'), 'utf8')).toBe('a\n');
    expect(existsSync(join(cwd, marker))).toBe(false);
  });

  test('LOCK_UNWRITABLE: while another process does the same', () => {
    mkdirSync(join(cwd, 'varve.lock'));
    const held = (text: string) => {
      writeFileSync(join(cwd, marker), text);
      return append('x.lock', 'a').findings;
    };
    const mine = `${process.pid} on ${hostname()}`;
    expect(held(mine)).toEqual([`LOCK_UNWRITABLE x.lock another release is running (process ${mine})`]);
    expect(readFileSync(join(cwd, marker), 'utf8')).toBe(mine);
    expect(held('1 on elsewhere')).toEqual([
      `LOCK_UNWRITABLE x.lock another release is running (process 1 on elsewhere)`,
    ]);
    expect(held('')).toEqual(['LOCK_UNWRITABLE x.lock another release is running (process that began just now)']);
    expect(existsSync(join(cwd, 'x.lock'))).toBe(false);
  });

  test('is in no way of what a process left behind that has ended', () => {
    mkdirSync(join(cwd, 'varve.lock/shop'), { recursive: true });
    const { pid } = spawnSync(process.execPath, ['--version']);
    for (const left of [`${pid} on ${hostname()}`, 'nonsense']) {
      writeFileSync(join(cwd, marker), left);
      writeFileSync(join(cwd, `varve.lock/shop/.A.lock.${pid}.varve-tmp`), 'hal');
      expect(append('varve.lock/shop/A.lock', left)).toEqual({ done: true, findings: [] });
      expect(readdirSync(join(cwd, 'varve.lock'))).toEqual(['shop']);
      expect(readdirSync(join(cwd, 'varve.lock/shop'))).toEqual(['A.lock']);
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
