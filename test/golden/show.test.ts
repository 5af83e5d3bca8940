import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { findDeclaration, type Declaration } from '../../src/model/find-declaration.js';
import { declaredShape } from '../../src/cli/show/declared-shape.js';
import { type Form, forms } from '../../src/cli/show/forms.js';
import { printDeclaration } from '../../src/cli/show/print-declaration.js';
import { type Analysis, analyseSources, compileSources } from '../../src/compile.js';
import type { EmittedFile } from '../../src/codegen/emitted-file.js';
import { relativePath } from '../../src/codegen/imports.js';
import type { EmitOptions } from '../../src/emit/emit-options.js';
import { contextNames, named } from '../../src/emit/names.js';
import { newestVersion } from '../../src/model/model.js';
import { createOracle } from '../property/ajv-oracle.js';
import { typeErrors } from '../support/type-errors.js';

const options: EmitOptions = { timestamps: 'string', importExtension: '.js' };
const endings: Readonly<Record<Form, string>> = { yaml: 'yaml', 'json-schema': 'json', typescript: 'ts' };

/** `show/<name>.<form>` is what is printed of a declaration of `show.varve.yaml`; `UPDATE_GOLDEN=1` writes it anew. */
const folder = join(import.meta.dirname, 'show');

function read(...names: readonly string[]): { readonly path: string; readonly bytes: Buffer }[] {
  return names.map((name) => ({ path: name, bytes: readFileSync(join(import.meta.dirname, name)) }));
}

function analyse(sources: Parameters<typeof analyseSources>[0]): Analysis {
  const analysis = analyseSources(sources);
  expect(analysis.diagnostics).toEqual([]);
  return analysis;
}

function print(declaration: Declaration, form: Form, { plans }: Analysis): string {
  const ofContext = plans.get(declaration.context);
  if (ofContext === undefined) throw new Error('every context has its plans');
  return printDeclaration(declaration, form, ofContext, options).text;
}

describe('what is shown', () => {
  const analysis = analyse(read('show.varve.yaml'));
  const names = ['Cart.ItemAdded@1', 'ItemAdded', 'Money@1', 'Money@2', 'Sku', 'Tree', 'Cart', 'CartSummary'];

  test.each(names.flatMap((name) => forms.map((form) => ({ name, form }))))('$name as $form', ({ name, form }) => {
    const search = findDeclaration(analysis.model, name);
    if ('problem' in search) expect.fail(search.problem);
    const text = print(search.found, form, analysis);
    const expected = join(folder, `${name}.${endings[form]}`);
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(expected, text);
    expect(text).toBe(readFileSync(expected, 'utf8'));
  });

  it('is nothing else', () => {
    expect(readdirSync(folder).sort()).toEqual(
      names.flatMap((name) => Object.values(endings).map((ending) => `${name}.${ending}`)).sort(),
    );
  });
});

/** Everything of a schema that can be shown. */
function declarations({ model }: Analysis): readonly Declaration[] {
  return model.contexts.flatMap((context): readonly Declaration[] => [
    ...[...context.types.values()].flatMap((type) =>
      type.versions.map((version): Declaration => ({ kind: 'type', context, type, version })),
    ),
    ...context.aggregates.flatMap((aggregate): readonly Declaration[] => [
      { kind: 'aggregate', context, aggregate },
      ...aggregate.events.flatMap((event) =>
        event.versions.map((version): Declaration => ({ kind: 'event', context, aggregate, event, version })),
      ),
    ]),
    ...context.projections.map((projection): Declaration => ({ kind: 'projection', context, projection })),
  ]);
}

/** In which generated file the type is that a declaration stands for. */
function pathOf(declaration: Declaration): string {
  const names = contextNames(declaration.context);
  switch (declaration.kind) {
    case 'type':
      return names.paths.types;
    case 'event':
      return named(names.aggregates, declaration.aggregate.name).paths.events;
    case 'aggregate':
      return named(names.aggregates, declaration.aggregate.name).paths.state;
    case 'projection':
      return named(names.projections, declaration.projection.name).path;
  }
}

describe.each(['show.varve.yaml', 'every-kind.varve.yaml', 'hostile.varve.yaml'])('%s', (schema) => {
  const sources = read(schema);
  const analysis = analyse(sources);
  const all = declarations(analysis);

  it('is shown as TypeScript that stands alone, and fits what is generated, both ways', () => {
    const { files } = compileSources(sources, options);
    const shown = all.flatMap((declaration, index): readonly EmittedFile[] => {
      const { name } = declaredShape(declaration);
      const text = print(declaration, 'typescript', analysis);
      expect(text).not.toContain('import');
      const made = relativePath(`shown/${index}.test`, pathOf(declaration));
      const imports = `import type { ${name} as Shown } from './${index}.js';\nimport type { ${name} as Made } from '${made}.js';\n`;
      const ways = `export const up = (made: Made): Shown => made;\nexport const down = (shown: Shown): Made => shown;\n`;
      return [
        { path: `shown/${index}.ts`, text },
        { path: `shown/${index}.test.ts`, text: imports + ways },
      ];
    });
    expect(typeErrors([...files, ...shown])).toEqual([]);
  });

  it('is shown as JSON Schema that stands alone', () => {
    for (const declaration of all) {
      const json: unknown = JSON.parse(print(declaration, 'json-schema', analysis));
      expect(typeof createOracle()(Object(json))).toBe('function');
      expect(json).toHaveProperty('title', declaredShape(declaration).title);
    }
  });

  it('lets nothing act on a terminal', () => {
    for (const declaration of all)
      for (const form of forms)
        expect(print(declaration, form, analysis)).not.toMatch(
          /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u,
        );
  });
});

it('the newest version is the one that is shown', () => {
  const { model } = analyse(read('show.varve.yaml'));
  const search = findDeclaration(model, 'ItemAdded');
  if ('problem' in search || search.found.kind !== 'event') expect.fail('it is an event');
  expect(search.found.version).toBe(newestVersion(search.found.event));
});
