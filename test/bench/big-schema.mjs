// Schemas of any size: aggregates of a hundred events in three versions each, one file for each aggregate and one for types.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const eventsPerAggregate = 100;

/** Names of the events of each aggregate. */
export function namesOf(events) {
  return Array.from({ length: Math.ceil(events / eventsPerAggregate) }, (_, aggregate) =>
    Array.from({ length: eventsPerAggregate }, (_event, index) => `Event${aggregate}x${index}`),
  );
}

export function writeSchemas(folder, events) {
  mkdirSync(join(folder, 'schemas'));
  writeFileSync(
    join(folder, 'schemas/types.varve.yaml'),
    'varve: 1\ncontext: big\ntypes:\n  Id: { type: uuid, brand: true }\n  Sku: { type: string, pattern: "^[A-Z0-9-]+$" }\n',
  );
  for (const [aggregate, names] of namesOf(events).entries()) {
    const head = `varve: 1\ncontext: big\naggregates:\n  Aggregate${aggregate}:\n    id: Id\n    events:\n`;
    const folds = names.map((name) => `        ${name}: { add: { "items[sku]": quantity, count: 1 } }\n`).join('');
    const state = `    state:\n      fields: { items: { type: "map<Sku, int>", init: {} }, count: { type: int, init: 0 } }\n      reduce:\n${folds}`;
    writeFileSync(join(folder, `schemas/aggregate${aggregate}.varve.yaml`), head + names.map(event).join('') + state);
  }
}

/** One aggregate of a few events with a long history: each version adds a field, and the tenth before it is dropped. */
export function writeHistory(folder, events, versions) {
  mkdirSync(join(folder, 'schemas'));
  const histories = Array.from(
    { length: events },
    (_, index) => `      Event${index}:\n        versions:\n${history(versions)}`,
  );
  writeFileSync(
    join(folder, 'schemas/history.varve.yaml'),
    `varve: 1\ncontext: old\naggregates:\n  Old:\n    id: uuid\n    events:\n${histories.join('')}    state: { fields: {}, reduce: { others: ignore } }\n`,
  );
}

function history(versions) {
  return Array.from({ length: versions }, (_, index) => {
    const number = index + 1;
    const kept = Array.from(
      { length: Math.min(index, 9) },
      (_field, back) => `              f${number - back - 1}: int\n`,
    );
    const added =
      number === 1
        ? '              f1: int\n'
        : `              f${number}: { type: int, from: { const: ${number} } }\n`;
    const dropped = number > 10 ? `            drop: [f${number - 10}]\n` : '';
    return `          ${number}:\n            fields:\n              sku: string\n${kept.join('')}${added}${dropped}`;
  }).join('');
}

function event(name, index) {
  return `      ${name}:
        description: Number ${index}.
        versions:
          1:
            fields: { sku: Sku, qty: int, note: string? }
          2:
            fields:
              sku: Sku
              quantity: { type: int, from: qty }
              note: string?
          3:
            fields:
              sku: Sku
              quantity: int
              note: string?
              price: { type: decimal | null, from: { const: null } }
              at: timestamp?
              tags: "string[]?"
`;
}
