// Folding declared reducers against a switch that is written by hand and changes nothing either.
// Build first. `node test/bench/fold.mjs [rounds]`
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { generateInto } from './generated.mjs';
import { reportTimes, timesInTurns } from './measure.mjs';

const rounds = Number(process.argv[2] ?? 200);
const schema = `varve: 1
context: bench
types:
  Id: { type: uuid, brand: true }
  Sku: { type: string, pattern: "^[A-Z0-9-]{1,32}$" }
aggregates:
  Cart:
    id: Id
    events:
      Opened: { fields: { by: string } }
      Added: { fields: { sku: Sku, quantity: int } }
      Noted: { fields: { note: string } }
      Closed: { fields: {} }
    state:
      fields:
        status: { type: [none, open, closed], init: none }
        count: { type: int, init: 0 }
        note: { type: string, init: "" }
        items: { type: "map<Sku, int>", init: {} }
      reduce:
        Opened: { set: { status: { const: open } } }
        Added: { add: { "items[sku]": quantity, count: 1 } }
        Noted: { set: { note: note } }
        Closed: { set: { status: { const: closed } } }
`;

/** As one writes it by hand. */
function reduceByHand(state, event) {
  switch (event.type) {
    case 'Opened':
      return { ...state, status: 'open' };
    case 'Added': {
      const { sku, quantity } = event.data;
      const items = { ...state.items, [sku]: (state.items[sku] ?? 0) + quantity };
      return { ...state, items, count: state.count + 1 };
    }
    case 'Noted':
      return { ...state, note: event.data.note };
    case 'Closed':
      return { ...state, status: 'closed' };
    default:
      return state;
  }
}

/** The same with each field named, which is quicker than a copy. */
function reduceNamed(state, event) {
  const { status, count, note, items } = state;
  switch (event.type) {
    case 'Opened':
      return { status: 'open', count, note, items };
    case 'Added': {
      const { sku, quantity } = event.data;
      return { status, count: count + 1, note, items: { ...items, [sku]: (items[sku] ?? 0) + quantity } };
    }
    case 'Noted':
      return { status, count, note: event.data.note, items };
    case 'Closed':
      return { status: 'closed', count, note, items };
    default:
      return state;
  }
}

const folder = mkdtempSync(join(tmpdir(), 'varve-bench-'));
try {
  generateInto(folder, schema);
  const load = (path) => import(pathToFileURL(join(folder, 'generated/bench/cart', path)).href);
  const { reduceCart, initialCartState } = await load('state.js');
  for (const articles of [5, 50]) {
    const events = eventsOf(articles);
    const fold = (reduce) => () => events.reduce((state, event) => reduce(state, event), initialCartState);
    const variants = {
      'a switch by hand, each field named': fold(reduceNamed),
      'a switch by hand, with copies': fold(reduceByHand),
      'Varve: declared reducers': fold(reduceCart),
    };
    const states = Object.values(variants).map((run) => run());
    if (!states.every((state) => isDeepStrictEqual(state, states[0]))) throw new Error('folded otherwise');
    reportTimes(
      `1,000 events folded, ${articles} articles: for each event`,
      timesInTurns(rounds, events.length, variants, 2),
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function eventsOf(articles) {
  return Array.from({ length: 1000 }, (_, index) => {
    if (index === 0) return { type: 'Opened', data: { by: 'me' } };
    if (index === 999) return { type: 'Closed', data: {} };
    if (index % 5 === 0) return { type: 'Noted', data: { note: `note ${index}` } };
    return { type: 'Added', data: { sku: `SKU-${index % articles}`, quantity: 1 + (index % 7) } };
  });
}
