import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileSources } from '../../src/compile.js';
import { hasErrors } from '../../src/diagnostics/diagnostic.js';
import { compileWithMemory } from '../../src/incremental/compile-with-memory.js';
import { recompile } from '../../src/incremental/recompile.js';
import type { Memory } from '../../src/incremental/memory.js';
import type { SourceFile } from '../../src/source/source-file.js';

interface Declared {
  name: string;
  category: string | undefined;
  events: { name: string; versions: number; was: string | undefined; text: string }[];
}

interface Schema {
  context: string;
  description: string | undefined;
  comments: number;
  types: string[];
  aggregates: Declared[];
  projections: { name: string; of: string; event: string }[];
  broken: boolean;
}

type Project = Map<string, Schema>;

const names = ['Added', 'Cart', 'Order', 'Paid', 'Cartlike', 'Removed', 'OrderV1', 'PaidV2', 'Sent', 'View', 'Item'];

function print(schema: Schema): string {
  const { context, description, comments, types, aggregates, projections, broken } = schema;
  const lines = [...Array.from({ length: comments }, () => '# a line'), 'varve: 1', `context: ${context}`];
  if (description !== undefined) lines.push(`description: ${description}`);
  if (types.length > 0)
    lines.push('types:', ...types.map((name, index) => `  ${name}: { type: string, maxLength: ${index + 5} }`));
  if (aggregates.length > 0) lines.push('aggregates:', ...aggregates.flatMap(printAggregate));
  if (projections.length > 0) lines.push('projections:', ...projections.flatMap(printProjection));
  return `${lines.join('\n')}\n${broken ? '  ]\n' : ''}`;
}

function printAggregate({ name, category, events }: Declared): readonly string[] {
  return [
    `  ${name}:`,
    '    id: uuid',
    ...(category === undefined ? [] : [`    stream: "${category}-{id}"`]),
    '    events:',
    ...events.flatMap((event) => [
      `      ${event.name}:`,
      `        description: ${event.text}`,
      ...(event.was === undefined ? [] : [`        was: [${event.was}]`]),
      '        versions:',
      '          1: { fields: { sku: Sku, qty: int } }',
      ...Array.from(
        { length: event.versions - 1 },
        (_, index) =>
          `          ${index + 2}: { fields: { sku: Sku, qty: int, f${index}: { type: int, from: { const: ${index} } } } }`,
      ),
    ]),
    '    state: { fields: { count: { type: int, init: 0 } }, reduce: { others: ignore } }',
  ];
}

function printProjection({ name, of, event }: Schema['projections'][number]): readonly string[] {
  return [
    `  ${name}:`,
    `    of: [${of}]`,
    '    key: { sku: Sku }',
    '    columns: { total: { type: long, init: 0 } }',
    '    reduce:',
    `      ${event}: { at: { sku: sku }, add: { total: qty } }`,
    '      others: ignore',
  ];
}

function startingProject(): Project {
  const aggregate = (name: string, ...events: readonly string[]): Declared => ({
    name,
    category: undefined,
    events: events.map((event) => ({ name: event, versions: 2, was: undefined, text: 'Something.' })),
  });
  const schema = (context: string, given: Partial<Schema>): Schema => ({
    context,
    description: undefined,
    comments: 0,
    types: [],
    aggregates: [],
    projections: [],
    broken: false,
    ...given,
  });
  return new Map([
    ['a-types.yaml', schema('shop', { types: ['Sku', 'Item'] })],
    ['b-cart.yaml', schema('shop', { aggregates: [aggregate('Cart', 'Added', 'Removed')] })],
    ['c-order.yaml', schema('shop', { aggregates: [aggregate('Order', 'Sent'), aggregate('Parcel', 'Packed')] })],
    ['d-views.yaml', schema('shop', { projections: [{ name: 'View', of: 'Cart', event: 'Added' }] })],
    ['e-bill.yaml', schema('billing', { types: ['Sku'], aggregates: [aggregate('Bill', 'Written')] })],
    ['f-payment.yaml', schema('billing', { aggregates: [aggregate('Payment', 'Paid')] })],
  ]);
}

interface Edit {
  readonly kind: (typeof kinds)[number];
  readonly file: number;
  readonly at: number;
  readonly name: string;
}

const kinds = (
  [
    ['text', 'text', 'text', 'version', 'version', 'version', 'event', 'event', 'lines', 'lines'],
    ['text', 'version', 'lines', 'text', 'version', 'lines', 'renameEvent', 'projection', 'was', 'renameAggregate'],
    ['renameEvent', 'renameAggregate', 'was', 'category', 'type', 'description', 'projection', 'move', 'context'],
    ['newFile', 'removeFile', 'broken', 'tamper', 'lose', 'forget'],
  ] as const
).flat();

const edit = fc.record<Edit>({
  kind: fc.constantFrom(...kinds),
  file: fc.nat({ max: 20 }),
  at: fc.nat({ max: 5 }),
  name: fc.constantFrom(...names),
});

/** What is edited between two runs, several times. */
const edits = fc.array(fc.array(edit, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 10 });

/** What a machine has: schemas, output, and what the last run left. */
interface Machine {
  project: Project;
  output: Map<string, string>;
  memory: Memory | undefined;
}

function apply({ kind, file, at, name }: Edit, machine: Machine): void {
  const { project, output } = machine;
  const paths = [...project.keys()].sort();
  const path = paths[file % paths.length] ?? '';
  const schema = project.get(path);
  if (schema === undefined) return;
  const aggregate = schema.aggregates[at % Math.max(1, schema.aggregates.length)];
  const event = aggregate?.events[at % Math.max(1, aggregate.events.length)];
  const outputs = [...output.keys()];
  const generated = outputs[(file * 7 + at) % Math.max(1, outputs.length)] ?? '';
  switch (kind) {
    case 'text':
      if (event !== undefined) event.text += ' More.';
      break;
    case 'version':
      if (event !== undefined) event.versions = 1 + ((event.versions + at) % 4);
      break;
    case 'event':
      aggregate?.events.push({ name, versions: 1, was: undefined, text: 'New.' });
      break;
    case 'lines':
      schema.comments = at;
      break;
    case 'renameEvent':
      if (event !== undefined) event.name = name;
      break;
    case 'renameAggregate':
      if (aggregate !== undefined) aggregate.name = name;
      break;
    case 'was':
      if (event !== undefined) event.was = event.was === undefined ? name : undefined;
      break;
    case 'category':
      if (aggregate !== undefined) aggregate.category = at === 0 ? undefined : name;
      break;
    case 'type':
      if (schema.types.includes(name)) schema.types = schema.types.filter((type) => type !== name);
      else schema.types.push(name);
      break;
    case 'description':
      schema.description = schema.description === undefined ? name : undefined;
      break;
    case 'projection':
      if (schema.projections.length > 0) schema.projections = [];
      else if (aggregate !== undefined && event !== undefined)
        schema.projections.push({ name, of: aggregate.name, event: event.name });
      break;
    case 'move': {
      const other = project.get(paths[(file + 1 + at) % paths.length] ?? '');
      const moved = schema.aggregates.pop();
      if (moved !== undefined) other?.aggregates.unshift(moved);
      break;
    }
    case 'context':
      schema.context = schema.context === 'shop' ? 'billing' : 'shop';
      break;
    case 'newFile':
      project.set(`${'abcdefgh'.charAt(file % 8)}-new.yaml`, { ...schema, types: [], aggregates: [], projections: [] });
      break;
    case 'removeFile':
      if (paths.length > 2) project.delete(path);
      break;
    case 'broken':
      schema.broken = !schema.broken;
      break;
    case 'tamper':
      output.set(generated, `${output.get(generated) ?? ''}// edited\n`);
      break;
    case 'lose':
      output.delete(generated);
      break;
    case 'forget':
      machine.memory = undefined;
      break;
  }
}

const options = { timestamps: 'string', importExtension: '.js' } as const;

function sourcesOf(project: Project): readonly SourceFile[] {
  return [...project].map(([path, schema]) => ({ path, bytes: new TextEncoder().encode(print(schema)) }));
}

/** Runs the compiler both ways; leaves what a run leaves. @returns whether the memory was of use. */
function run(machine: Machine): boolean {
  const sources = sourcesOf(machine.project);
  const readOutput = (path: string): string | undefined => machine.output.get(path);
  const whole = compileSources(sources, options);
  const { memory } = machine;
  const again = memory === undefined ? undefined : recompile(sources, memory, options, readOutput);
  const compiled = compileWithMemory(sources, options, { memory, environment: 'this', readOutput });
  for (const each of again === undefined ? [compiled] : [compiled, again]) {
    expect(each.files).toEqual(whole.files);
    expect(each.diagnostics).toEqual(JSON.parse(JSON.stringify(whole.diagnostics)));
  }
  if (hasErrors(whole.diagnostics)) {
    expect(compiled.memory).toBeUndefined();
    return false;
  }
  // What a run remembers does not depend on what it was able to use.
  const fresh = compileWithMemory(sources, options, { memory: undefined, environment: 'this', readOutput });
  expect(compiled.memory).toEqual(JSON.parse(JSON.stringify(fresh.memory)));
  machine.output = new Map(whole.files.map(({ path, text }) => [path, text]));
  machine.memory = JSON.parse(JSON.stringify(compiled.memory)) as Memory;
  return again !== undefined;
}

describe('compiling with what an earlier run left', () => {
  it('comes to what compiling everything comes to, whatever is edited', () => {
    let helped = 0;
    let runs = 0;
    fc.assert(
      fc.property(edits, (groups) => {
        const machine: Machine = { project: startingProject(), output: new Map(), memory: undefined };
        expect(compileSources(sourcesOf(machine.project), options).diagnostics).toEqual([]);
        run(machine);
        for (const group of groups) {
          const before = structuredClone(machine.project);
          for (const edit of group) apply(edit, machine);
          runs += 1;
          if (run(machine)) helped += 1;
          // Out of a mistake one gets by taking it back: what is made of random edits would be nothing but mistakes.
          if (hasErrors(compileSources(sourcesOf(machine.project), options).diagnostics)) machine.project = before;
        }
      }),
      { numRuns: 80 },
    );
    // Otherwise nothing would be compared.
    expect(helped / runs).toBeGreaterThan(0.15);
  });
});
