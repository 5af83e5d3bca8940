import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript-5.9';
import { beforeAll, describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** Each mistake that generated types must catch, and the first line that the compiler says of it. */
const mistakes: Record<string, { readonly code: string; readonly says: RegExp }> = {
  'a forgotten reducer': {
    code: `defineCart({ reduce: {} });`,
    says: /^Property 'ItemRemoved' is missing in type '\{\}' but required in type 'CartReducers'\.$/u,
  },
  'no definition at all': {
    code: `defineCart();`,
    says: /^Expected 1 arguments, but got 0\.$/u,
  },
  'a misspelt reducer': {
    code: `defineCart({ reduce: { ItemRemovd: (state) => state } });`,
    says: /'ItemRemovd' does not exist in type 'CartReducers'\. Did you mean to write 'ItemRemoved'\?$/u,
  },
  'a surplus reducer': {
    code: `defineCart({ reduce: { ItemRemoved: (state) => state, CartCreated: (state) => state } });`,
    says: /^Object literal may only specify known properties, and 'CartCreated' does not exist in type 'CartReducers'\.$/u,
  },
  'a reducer that returns something else': {
    code: `defineCart({ reduce: { ItemRemoved: () => ({ items: {} }) } });`,
    says: /^Property 'status' is missing in type '\{ items: \{\}; \}' but required in type 'CartState'\.$/u,
  },
  'a surplus step, where none is custom': {
    code: `defineCart({ reduce: { ItemRemoved: (state) => state }, upcast: { 'ItemAdded@2': () => undefined } });`,
    says: /VarveTypeError<"no step of Cart is custom in its schema"/u,
  },
  'a reducer where none is custom': {
    code: `defineTransfer({ reduce: { TransferCompleted: (state: TransferState) => state } });`,
    says: /VarveTypeError<"no reducer of Transfer is custom in its schema"/u,
  },
  'a forgotten step': {
    code: `defineAccount({ reduce: { MoneyWithdrawn: (state) => state }, upcast: {} });`,
    says: /^Property ''MoneyWithdrawn@2\.amount'' is missing in type '\{\}' but required in type 'AccountCustomSteps'\.$/u,
  },
  'forgotten steps': {
    code: `defineAccount({ reduce: { MoneyWithdrawn: (state) => state }, downcast: { 'MoneyWithdrawn@1.amount': () => decimal('1') } });`,
    says: /^Property 'upcast' is missing in type .* but required in type 'AccountDefinition'\.$/u,
  },
  'forgotten steps backwards': {
    code: `defineAccount({ reduce: { MoneyWithdrawn: (state) => state }, upcast: { 'MoneyWithdrawn@2.amount': () => 1n } });`,
    says: /^Property 'downcast' is missing in type .* but required in type 'AccountDefinition'\.$/u,
  },
  'a step backwards for the wrong version': {
    code: `defineAccount({ reduce: { MoneyWithdrawn: (state) => state }, upcast: { 'MoneyWithdrawn@2.amount': () => 1n }, downcast: { 'MoneyWithdrawn@2.amount': () => decimal('1') } });`,
    says: /''MoneyWithdrawn@2\.amount'' does not exist in type 'AccountCustomDowncasts'/u,
  },
  'a stale step': {
    code: `defineAccount({ reduce: { MoneyWithdrawn: (state) => state }, upcast: { 'MoneyWithdrawn@2.amount': () => 1n, 'MoneyWithdrawn@1.amount': () => 1n } });`,
    says: /''MoneyWithdrawn@1\.amount'' does not exist in type 'AccountCustomSteps'/u,
  },
  'a step that returns something else': {
    code: `defineAccount({ reduce: { MoneyWithdrawn: (state) => state }, upcast: { 'MoneyWithdrawn@2.amount': ({ amount }) => amount } });`,
    says: /^Type 'Decimal' is not assignable to type 'bigint'\.$/u,
  },
  'a forgotten projection handler': {
    code: `overdrafts({});`,
    says: /Property 'MoneyWithdrawn' is missing in type '\{\}' but required in type 'OverdraftsHandlers'\.$/u,
  },
  'a misspelt projection handler': {
    code: `overdrafts({ MoneyWithdrawm: () => undefined });`,
    says: /'MoneyWithdrawm' does not exist in type 'OverdraftsHandlers'\. Did you mean to write 'MoneyWithdrawn'\?$/u,
  },
  'a surplus projection handler': {
    code: `overdrafts({ MoneyWithdrawn: () => undefined, MoneyDeposited: () => undefined });`,
    says: /'MoneyDeposited' does not exist in type 'OverdraftsHandlers'\.$/u,
  },
  'a projection handler that writes no row': {
    code: `overdrafts({ MoneyWithdrawn: (rows) => rows.put({ balance: 0n }) });`,
    says: /^Argument of type '\{ balance: bigint; \}' is not assignable to parameter of type 'OverdraftsRow'\./u,
  },
  'an event that does not exist': {
    code: `void defineTransfer().repository(store).append(id, [{ type: 'TransferComplete', data: {} }]);`,
    says: /^Type '"TransferComplete"' is not assignable to type '("Transfer\w+"( \| )?){3}'\. Did you mean '"TransferCompleted"'\?$/u,
  },
  'a switch that forgets an event': {
    code: `function f(event: TransferEvent): string {
  switch (event.type) {
    case 'TransferRequested': return event.data.fee;
    case 'TransferCompleted': return '';
    default: return assertNever(event);
  }
}
void f;`,
    says: /^Argument of type '\{ readonly type: "TransferRejected"; .* is not assignable to parameter of type 'never'\.$/u,
  },
  'an event that is retired': {
    code: `const flagged: WritableAccountEvent = { type: 'AccountFlagged', data: { reason: '' } }; void flagged;`,
    says: /^Type '"AccountFlagged"' is not assignable to type /u,
  },
  'a search in what is kept as JSON': {
    code: `void shelves.find({ where: { items: {} } });`,
    says: /VarveTypeError<"items is kept as JSON, in which rows cannot be searched">/u,
  },
  'an order by what is kept as JSON': {
    code: `void shelves.find({ orderBy: 'items' });`,
    says: /^Type '"items"' is not assignable to type '.*FieldOrder<"id">/u,
  },
  'a search for a value that a field cannot have': {
    code: `void readCartSummary(rows).find({ where: { status: 'closed' } });`,
    says: /^Type '"closed"' is not assignable to type .*"open" \| "checkedOut"/u,
  },
  'a search by a misspelt field': {
    code: `void readCartSummary(rows).find({ where: { itemcount: 1n } });`,
    says: /'itemcount' does not exist in type '.*'\. Did you mean to write 'itemCount'\?$/u,
  },
  'an insert into the table of a projection': {
    code: `void kysely.insertInto('cart_summary').values({ cart_id: 'a' });`,
    says: /VarveTypeError<"a projection alone writes its rows">/u,
  },
  'an operator with a name that is no event': {
    code: `type Wrong = EventOf<CartSchema, 'ItemAded'>; const wrong: Wrong = 1; void wrong;`,
    says: /^Type 'number' is not assignable to type 'VarveTypeError<"\\"ItemAded\\" is no event of Cart">'\.$/u,
  },
};

const preamble = `import type { Kysely } from 'kysely';
import {
  assertNever, decimal, type EventOf, type EventStore, type ProjectionReader, type ProjectionRows,
} from '@varve/runtime';
import { type CartSchema, type CartSummaryTable, defineCart, readCartSummary } from '../../generated/shop/index.js';
import {
  defineAccount, defineTransfer, overdrafts, type TransferEvent, type TransferId, type TransferState, type WritableAccountEvent,
} from '../../generated/bank/index.js';
declare const store: EventStore;
declare const id: TransferId;
declare const kysely: Kysely<{ cart_summary: CartSummaryTable<'sqlite'> }>;
declare const rows: ProjectionRows;
declare const shelves: ProjectionReader<{ readonly id: string; readonly items: readonly string[] }, { readonly id: string }, 'id'>;
void [assertNever, decimal, defineCart, defineAccount, defineTransfer, overdrafts, store, id, rows, shelves, kysely, readCartSummary];
export type Used = [EventOf<CartSchema>, TransferEvent, TransferId, TransferState, WritableAccountEvent];
`;

/** One program for all of the snippets: each is a file that exists in memory alone. */
describe('what the compiler says', () => {
  let messages: Map<string, readonly string[]>;

  beforeAll(() => {
    messages = compile(new Map(Object.entries(mistakes).map(([name, { code }]) => [name, preamble + code])));
  }, 120_000);

  it('nothing, to what is right', () => {
    expect(
      compile(new Map([['right', `${preamble}defineCart({ reduce: { ItemRemoved: (state) => state } });`]])).get(
        'right',
      ),
    ).toEqual([]);
  });

  for (const [name, { says }] of Object.entries(mistakes)) {
    it(`of ${name}`, () => {
      const said = messages.get(name) ?? [];
      expect(said.length).toBeGreaterThan(0);
      expect(said.join('\n')).toMatch(new RegExp(says.source, `${says.flags}m`));
    });
  }
});

function compile(snippets: ReadonlyMap<string, string>): Map<string, readonly string[]> {
  const files = new Map([...snippets.values()].map((text, index) => [join(folder, `snippet-${index}.ts`), text]));
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    noErrorTruncation: true,
    skipLibCheck: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.getSourceFile = (path, ...rest) => {
    const text = files.get(path);
    return text === undefined ? getSourceFile(path, ...rest) : ts.createSourceFile(path, text, ts.ScriptTarget.ES2022);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  const names = [...snippets.keys()];
  return new Map(
    [...files.keys()].map((path, index) => {
      const source = program.getSourceFile(path);
      const diagnostics =
        source === undefined
          ? []
          : [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
      return [
        names[index] ?? path,
        diagnostics.map(({ messageText }) =>
          ts.flattenDiagnosticMessageText(messageText, '\n').replaceAll(/\n\s+/gu, '\n'),
        ),
      ];
    }),
  );
}
