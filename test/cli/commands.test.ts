import { afterEach, describe, expect, it } from 'vitest';
import { diagnosticCodes } from '../../src/diagnostics/codes.js';
import { createProject, type Project, smallSchema } from './project.js';

let project: Project;
afterEach(() => project.dispose());

describe('usage', () => {
  it('--help and --version answer on stdout with 0', async () => {
    project = createProject({});
    const help = await project.varve('--help');
    expect({ code: help.code, stderr: help.stderr }).toEqual({ code: 0, stderr: '' });
    for (const command of ['init', 'generate', 'check', 'release', 'bump', 'diff', 'show', 'explain'])
      expect(help.stdout).toMatch(new RegExp(`^  ${command} `, 'mu'));
    const version = await project.varve('--version');
    expect({ code: version.code, stderr: version.stderr }).toEqual({ code: 0, stderr: '' });
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/u);
    expect((await project.varve('generate', '--help')).stdout).toContain('--dry-run');
  });

  it.each([
    [['genrate'], "unknown command 'genrate'\n(Did you mean generate?)"],
    [['generate', '--chek'], "unknown option '--chek'\n(Did you mean --check?)"],
    [['generate', 'surplus'], 'too many arguments'],
    [['generate', '--check', '--watch'], '--check, --watch and --dry-run exclude each other'],
    [['generate', '--format', 'xml'], 'Allowed choices are text, json, github, markdown.'],
    [['generate', '--cwd', 'nowhere'], 'There is no such folder.'],
    [['bump'], "missing required argument 'name'"],
    [['show'], "missing required argument 'name'"],
    [['show', 'Cart', '--as', 'xml'], 'Allowed choices are yaml, json-schema, typescript.'],
    [['explain', 'OUTPUT_EDITD'], 'there is no code "OUTPUT_EDITD"\n(Did you mean OUTPUT_EDITED?)'],
    [[], 'Usage: varve'],
  ])('%j is refused with 2, on stderr', async (args, expected) => {
    project = createProject({});
    const { code, stdout, stderr } = await project.varve(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(expected);
    expect(stderr).not.toMatch(/^\s+at /mu);
  });

  it('a bug of ours ends with 70 and a stack trace', async () => {
    project = createProject();
    const poison = `data:text/javascript,performance.now=()=>{throw%20new%20Error('boom')}`;
    const { code, stderr } = await project.varveWith({ NODE_OPTIONS: `--import=${poison}` }, 'generate');
    expect(code).toBe(70);
    expect(stderr).toMatch(/^Error: boom\n\s+at /u);
    expect(stderr).toContain('This is a bug of Varve');
  });

  it('does not mind a reader that stops reading', async () => {
    project = createProject();
    const { code, stdout, stderr } = await project.run(
      'bash',
      '-o',
      'pipefail',
      '-c',
      `${process.execPath} node_modules/varve/dist/cli/main.js explain | true`,
    );
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

describe('varve explain', () => {
  it('lists all codes', async () => {
    project = createProject({});
    const { code, stdout } = await project.varve('explain');
    expect(code).toBe(0);
    expect(
      stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split(' ')[0]),
    ).toEqual(Object.keys(diagnosticCodes).sort());
  });

  it('prints a page, whatever the case', async () => {
    project = createProject({});
    expect((await project.varve('explain', 'output_edited')).stdout).toMatch(/^# OUTPUT_EDITED\n/u);
    expect(JSON.parse((await project.varve('explain', 'OUTPUT_EDITED', '--format', 'json')).stdout)).toMatchObject({
      schemaVersion: 1,
      code: 'OUTPUT_EDITED',
    });
  });
});

describe('varve show', () => {
  it.each([
    [
      'ItemAdded',
      'ItemAdded@2:\n  fields: { sku: string, quantity: int }\nfrom version 1: { sku: sku, quantity: qty }\nas version 1: { sku: sku, qty: quantity }\n',
    ],
    ['Cart.ItemAdded@1', 'ItemAdded@1:\n  fields: { sku: string, qty: int }\n'],
    ['CartId', 'CartId: { type: uuid, brand: true }\n'],
    [
      'shop/Cart',
      'Cart:\n  id: CartId\n  stream: "Cart-{id}"\n  events: { ItemAdded: { versions: 2 } }\n  state:\n    fields: { total: { type: int, init: 0 } }\n' +
        '  reduce:\n    ItemAdded: { add: { total: quantity } }\ntypes:\n  CartId: { type: uuid, brand: true }\n',
    ],
  ])('%s prints it resolved', async (name, expected) => {
    project = createProject();
    const { code, stdout, stderr } = await project.varve('show', name);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [title, ...rest] = stdout.split('\n');
    expect(title).toMatch(/^# shop: .* at schemas\/shop\.varve\.yaml:\d+:\d+$/u);
    expect(rest.join('\n')).toBe(expected);
  });

  it('gives JSON', async () => {
    project = createProject();
    const { stdout } = await project.varve('show', 'ItemAdded@1', '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      diagnostics: [],
      shape: { 'ItemAdded@1': { fields: { sku: 'string', qty: 'int' } } },
    });
  });

  it('prints TypeScript that stands alone', async () => {
    project = createProject();
    expect(await project.varve('show', 'ItemAdded@1', '--as', 'typescript')).toEqual({
      code: 0,
      stdout: 'export type ItemAddedV1 = { readonly sku: string; readonly qty: number };\n',
      stderr: '',
    });
    project.write('varve.config.json', '{ "timestamps": "date" }');
    project.write('schemas/shop.varve.yaml', smallSchema.replace('qty: int }', 'qty: int, at: "timestamp?" }'));
    project.write(
      'schemas/shop.varve.yaml',
      project.read('schemas/shop.varve.yaml').replace('from: qty }', 'from: qty }, at: "timestamp?"'),
    );
    expect((await project.varve('show', 'ItemAdded', '--as', 'typescript')).stdout).toContain('readonly at?: Date');
  });

  it('prints JSON Schema, also within JSON', async () => {
    project = createProject();
    const schema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'CartState',
      description: 'What the events of Cart amount to.',
      type: 'object',
      properties: {
        total: {
          type: 'integer',
          minimum: Number.MIN_SAFE_INTEGER,
          maximum: Number.MAX_SAFE_INTEGER,
          default: 0,
        },
      },
      required: ['total'],
      additionalProperties: false,
    };
    const { code, stdout, stderr } = await project.varve('show', 'Cart', '--as', 'json-schema');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`${JSON.stringify(schema, undefined, 2)}\n`);
    const within = await project.varve('show', 'Cart', '--as', 'json-schema', '--format', 'json');
    expect(JSON.parse(within.stdout)).toMatchObject({ schemaVersion: 1, diagnostics: [], jsonSchema: schema });
  });

  it.each([
    ['ItemAded', 'nothing is called "ItemAded"\n(did you mean `ItemAdded`?)'],
    ['ItemAdded@3', '"ItemAdded" has no version 3\n(it has versions 1 to 2)'],
    ['Cart@1', '"Cart" has no versions'],
    ['a b@@', 'is no name'],
  ])('%s is refused with 2', async (name, expected) => {
    project = createProject();
    const { code, stdout, stderr } = await project.varve('show', name);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(expected);
  });

  it('asks for a context where two share a name', async () => {
    project = createProject({
      'schemas/a.varve.yaml': smallSchema,
      'schemas/b.varve.yaml': smallSchema
        .replace('context: shop', 'context: mall')
        .replace('  Cart:\n', '  Trolley:\n'),
    });
    expect((await project.varve('show', 'ItemAdded')).stderr).toContain(
      '"ItemAdded" may be "shop/Cart.ItemAdded" or "mall/Trolley.ItemAdded"',
    );
    expect((await project.varve('show', 'mall/ItemAdded')).code).toBe(0);
  });

  it('shows findings instead, with 1, while the schemas have errors', async () => {
    project = createProject({ 'schemas/a.varve.yaml': 'varve: 1\n' });
    const { code, stdout, stderr } = await project.varve('show', 'Cart');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('schemas/a.varve.yaml:1:1: error MISSING_KEY');
  });
});
