import { chmodSync, lstatSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createProject, type Project, smallSchema } from './project.js';

const schema = 'schemas/shop.varve.yaml';

const withVersion3 = smallSchema.replace(
  '    state:\n',
  '          3:\n            fields: { sku: string, quantity: int }\n    state:\n',
);

let project: Project;
afterEach(() => project.dispose());

describe('varve bump', () => {
  it.each(['Cart.ItemAdded', 'ItemAdded', 'shop/Cart.ItemAdded'])('appends the next version of %s', async (name) => {
    project = createProject();
    const { code, stdout, stderr } = await project.varve('bump', name);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: `${schema}:15:11: Cart.ItemAdded@3 was added, a copy of version 2\n`,
      stderr: '',
    });
    expect(project.read(schema)).toBe(withVersion3);
  });

  it('leaves what generates without a finding, again and again', async () => {
    project = createProject();
    for (const version of [3, 4]) {
      expect((await project.varve('bump', 'ItemAdded')).stdout).toContain(`ItemAdded@${version} was added`);
      const { code, stderr } = await project.varve('generate');
      expect({ code, stderr: stderr.replace(/in .* s/u, '') }).toMatchObject({ code: 0 });
      expect(stderr).not.toMatch(/error|warning/u);
      expect(project.read('generated/shop/cart/events.ts')).toContain(`export type ItemAdded = ItemAddedV${version};`);
    }
  });

  it('bumps a type that has versions', async () => {
    const text = smallSchema.replace(
      '{ type: uuid, brand: true }\n',
      '{ type: uuid, brand: true }\n  Money: { versions: { 1: decimal } }\n',
    );
    project = createProject({ [schema]: text });
    expect((await project.varve('bump', 'Money')).stdout).toBe(
      `${schema}:5:36: Money@2 was added, a copy of version 1\n`,
    );
    expect(project.read(schema)).toBe(text.replace('{ 1: decimal }', '{ 1: decimal, 2: decimal }'));
  });

  it('gives JSON, and is quiet', async () => {
    project = createProject();
    const { stdout } = await project.varve('bump', 'ItemAdded', '--format', 'json');
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      diagnostics: [],
      bumped: { name: 'Cart.ItemAdded', version: 3, path: schema, line: 15, column: 11 },
    });
    expect(await project.varve('bump', 'ItemAdded', '--quiet')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(project.read(schema)).toContain('          4:\n');
  });

  it("keeps the file's mark, line breaks, mode and link", async () => {
    project = createProject({ 'schemas/keep': '' });
    const windows = (text: string): string => `\uFEFF${text.replaceAll('\n', '\r\n')}`;
    project.write('elsewhere/shop.yaml', windows(smallSchema));
    chmodSync(join(project.cwd, 'elsewhere/shop.yaml'), 0o640);
    symlinkSync('../elsewhere/shop.yaml', join(project.cwd, schema));
    expect((await project.varve('bump', 'ItemAdded')).code).toBe(0);
    expect(project.read('elsewhere/shop.yaml')).toBe(windows(withVersion3));
    expect(lstatSync(join(project.cwd, schema)).isSymbolicLink()).toBe(true);
    expect(statSync(join(project.cwd, 'elsewhere/shop.yaml')).mode & 0o777).toBe(0o640);
    expect(readdirSync(join(project.cwd, 'elsewhere'))).toEqual(['shop.yaml']);
  });
});

describe('varve bump refuses', () => {
  const retired = smallSchema
    .replace('      ItemAdded:\n', '      Gone: { retired: true, fields: {} }\n      ItemAdded:\n')
    .replace('        ItemAdded: {', '        Gone: ignore\n        ItemAdded: {');
  it.each([
    ['ItemAded', smallSchema, 'nothing is called "ItemAded"\n(did you mean `ItemAdded`?)'],
    ['Cart.Gone', retired, `Cart.Gone is retired (${schema}:9:15), so no version of it will be written any more`],
    ['CartId', smallSchema, `CartId has no versions (${schema}:4:3): whatever uses it means its one shape\n(write`],
    ['Cart', retired, 'Cart is an aggregate, and its events have the versions\n(write `Cart.ItemAdded`)'],
    ['ItemAdded@2', smallSchema, 'the next version is a copy of the newest, so none is named\n(write `ItemAdded`)'],
  ])('%s with 2', async (name, text, expected) => {
    project = createProject({ [schema]: text });
    const { code, stdout, stderr } = await project.varve('bump', name);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`error: ${expected}`);
    expect(project.read(schema)).toBe(text);
  });

  it('schemas with errors', async () => {
    const text = smallSchema.replace('from: qty', 'from: qti');
    project = createProject({ [schema]: text });
    const { code, stdout, stderr } = await project.varve('bump', 'ItemAdded');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^schemas\/shop\.varve\.yaml:14:\d+: error UNKNOWN_FIELD /u);
    expect(project.read(schema)).toBe(text);
  });

  it('a version with which the schemas would not compile', async () => {
    const text = smallSchema.replace('types:\n', 'types:\n  ItemAddedV3: string\n');
    project = createProject({ [schema]: text });
    const { code, stdout, stderr } = await project.varve('bump', 'ItemAdded');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('error NAME_COLLISION');
    expect(stderr).toContain(
      'error: with another version of Cart.ItemAdded the schemas would not compile; nothing was written\n',
    );
    expect(project.read(schema)).toBe(text);
  });

  it.each([
    ['ItemAdded: &event', 'ItemTaken: *event', ''],
    ['ItemAdded:', 'ItemTaken: { versions: *all }', ' &all'],
  ])('an event that an alias shares: %s', async (event, alias, ofVersions) => {
    const text = smallSchema
      .replace('ItemAdded:\n        versions:', `${event}\n        versions:${ofVersions}`)
      .replace('    state:\n', `      ${alias}\n    state:\n`)
      .replace('        ItemAdded: {', '        ItemTaken: ignore\n        ItemAdded: {');
    project = createProject({ [schema]: text });
    for (const name of ['ItemAdded', 'ItemTaken']) {
      const { code, stdout, stderr } = await project.varve('bump', name);
      expect({ code, stdout, stderr }).toEqual({
        code: 1,
        stdout: '',
        stderr: expect.stringContaining(
          'cannot be added without changing something else: an anchor and its aliases share what it is made of\n',
        ),
      });
    }
    expect(project.read(schema)).toBe(text);
  });
});
