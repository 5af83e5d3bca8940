import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replaceFile } from '../../../src/output/replace-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'varve-replace-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('replaceFile', () => {
  it('replaces what was read', () => {
    writeFileSync(join(folder, 'a'), 'old');
    expect(replaceFile(join(folder, 'a'), Buffer.from('old'), Buffer.from('new'))).toEqual({ kind: 'replaced' });
    expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['a']);
  });

  it('leaves what somebody else wrote meanwhile', () => {
    writeFileSync(join(folder, 'a'), 'other');
    expect(replaceFile(join(folder, 'a'), Buffer.from('old'), Buffer.from('new'))).toEqual({ kind: 'changed' });
    expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('other');
    expect(readdirSync(folder)).toEqual(['a']);
  });

  it('says why the system refuses it, and leaves nothing behind', () => {
    mkdirSync(join(folder, 'a'));
    expect(replaceFile(join(folder, 'a'), Buffer.from('old'), Buffer.from('new'))).toMatchObject({ reason: 'EISDIR' });
    expect(replaceFile(join(folder, 'b'), Buffer.from('old'), Buffer.from('new'))).toMatchObject({ reason: 'ENOENT' });
    expect(readdirSync(folder)).toEqual(['a']);
  });
});
