import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript-5.9';
import { afterAll, describe, expect, it } from 'vitest';
import { compileSources } from '../../src/compile.js';
import { repository } from '../cli/project.js';

// How often the compiler works a generic type out is the same on every machine, so that growth can be told from noise.

const folder = mkdtempSync(join(tmpdir(), 'varve-types-'));
symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const right = `
export const written: WritableOrderEvent = { type: 'Event0', data: { sku: Sku('A1'), quantity: 1, note: 'x' } };
export function handle(event: OrderEvent): string {
  return event.type === 'Event1' ? event.data.sku : event.type;
}
export const decided = orderCodec.encode([written]);
`;
const wrong = `
export const written: WritableOrderEvent = { type: 'Event0', data: { sku: 1, quantity: 'x' } };
export const other: WritableOrderEvent = { type: 'NoEvent', data: {} };
export const decided = orderCodec.encode([{ type: 'Event1', data: { sku: 1 } }]);
`;

function schema(events: number): string {
  const versions = `versions: { 1: { fields: { sku: Sku, qty: int } }, 2: { fields: { sku: Sku, quantity: { type: int, from: qty } } }, 3: { fields: { sku: Sku, quantity: int, note: string? } } }`;
  const all = Array.from({ length: events }, (_, index) => `      Event${index}: { ${versions} }\n`).join('');
  return `varve: 1
context: sizes
types:
  Id: { type: uuid, brand: true }
  Sku: { type: string, pattern: "^[A-Z0-9]+$", brand: true }
aggregates:
  Order:
    id: Id
    events:
${all}    state: { fields: { count: { type: int, init: 0 } }, reduce: { others: ignore } }
`;
}

/** Instantiations of the generated code and of what uses it; and the codes of errors. */
function count(events: number, use: string): { readonly instantiations: number; readonly errors: readonly number[] } {
  const path = 'schemas/sizes.varve.yaml';
  const options = { timestamps: 'string', importExtension: '.js' } as const;
  const { files, diagnostics } = compileSources([{ path, bytes: new TextEncoder().encode(schema(events)) }], options);
  expect(diagnostics).toEqual([]);
  const cwd = join(folder, `of${events}`);
  for (const { path: name, text } of files) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  const entry = join(cwd, 'use.ts');
  writeFileSync(
    entry,
    `import { orderCodec, Sku, type OrderEvent, type WritableOrderEvent } from './sizes/index.js';\n${use}`,
  );
  const program = ts.createProgram([entry], {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
  });
  const errors = ts.getPreEmitDiagnostics(program).map(({ code }) => code);
  return { instantiations: program.getInstantiationCount(), errors };
}

describe.each([
  ['right', right, [], 15],
  ['wrong', wrong, [2322, 2322, 2322, 2322, 2322], 18],
])('what uses generated types and is %s', (_, use, errors, each) => {
  it('costs the compiler the same for an event among many as for one among few', () => {
    const few = count(25, use);
    const more = count(50, use);
    const many = count(100, use);
    for (const counted of [few, more, many]) expect(counted.errors).toEqual(errors);
    expect((more.instantiations - few.instantiations) / 25).toBe(each);
    expect((many.instantiations - more.instantiations) / 50).toBe(each);
    expect(few.instantiations).toBeLessThan(2500);
  });
});
