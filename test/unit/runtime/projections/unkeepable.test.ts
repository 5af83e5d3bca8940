import { expect, it } from 'vitest';
import type { ColumnType, TableColumn } from '../../../../src/runtime/index.js';
import { unkeepable } from '../../../../src/runtime/projections/unkeepable.js';

const column = (type: ColumnType, isKey: boolean): TableColumn => ({
  name: 'a',
  field: 'a',
  type,
  isKey,
  nullable: false,
  optional: false,
});

it.each([
  ['uuid', '018F3C4E-7B2A-7CDE-8F01-23456789ABCD', 'a is a UUID with capital letters'],
  ['timestamp', '2026-11-23T09:30:00.000000100Z', 'a is an instant with nanoseconds'],
] as const)('a key of %s that PostgreSQL takes for another is refused', (type, value, why) => {
  expect(unkeepable('postgres', [column(type, true)], { a: value })).toMatch(why);
  expect(unkeepable('sqlite', [column(type, true)], { a: value })).toBeUndefined();
  expect(unkeepable('postgres', [column(type, false)], { a: value })).toBeUndefined();
});

it.each([
  ['uuid', '018f3c4e-7b2a-7cde-8f01-23456789abcd'],
  ['timestamp', '2026-11-23T09:30:00.123456Z'],
  ['timestamp', '2026-11-23T09:30:00.123456000Z'],
  ['timestamp', '2026-11-23T09:30:00Z'],
  ['text', 'A'],
] as const)('a key of %s that is like no other is kept', (type, value) => {
  expect(unkeepable('postgres', [column(type, true)], { a: value })).toBeUndefined();
});
