import { importSymbol } from './import-symbol.js';

/**
 * The contract between generated code and its runtime: every name of @varve/runtime that emitters print.
 * `runtime-contract.ts` holds it against the runtime's types, so that a renamed export breaks this build, not a user's.
 */
const symbols = {
  Aggregate: 'type',
  Brand: 'type',
  Check: 'type',
  Codec: 'type',
  CommonMetadata: 'type',
  Decimal: 'type',
  Envelope: 'type',
  Json: 'type',
  LocalDate: 'type',
  Mutable: 'type',
  NoCustomReducers: 'type',
  NoCustomSteps: 'type',
  Part: 'type',
  Problem: 'type',
  Projection: 'type',
  RecordedEvent: 'type',
  Rows: 'type',
  SnapshotCodec: 'type',
  StandardSchema: 'type',
  Timestamp: 'type',
  InvalidData: 'value',
  addDecimal: 'value',
  allUnique: 'value',
  assertNever: 'value',
  base64Length: 'value',
  checked: 'value',
  compareDecimal: 'value',
  createCodec: 'value',
  decimal: 'value',
  decimalScale: 'value',
  defineAggregate: 'value',
  entry: 'value',
  expected: 'value',
  fromBase64: 'value',
  inside: 'value',
  isBase64: 'value',
  isDecimal: 'value',
  isEmail: 'value',
  isEqual: 'value',
  isJson: 'value',
  isLocalDate: 'value',
  isLong: 'value',
  isLongerThan: 'value',
  isObject: 'value',
  isShorterThan: 'value',
  isTimestamp: 'value',
  isUri: 'value',
  isUuid: 'value',
  localDate: 'value',
  missing: 'value',
  multiplyDecimal: 'value',
  negateDecimal: 'value',
  own: 'value',
  parsed: 'value',
  standardSchema: 'value',
  subtractDecimal: 'value',
  surplus: 'value',
  timestamp: 'value',
  toBase64: 'value',
} as const;

export type RuntimeSymbols = typeof symbols;
export type RuntimeSymbol = keyof RuntimeSymbols;

/** A token for each name: `runtime.isObject`. */
export const runtime: Readonly<Record<RuntimeSymbol, string>> = tokens();

function tokens(): Readonly<Record<RuntimeSymbol, string>> {
  const all = Object.entries(symbols).map(([name, kind]) => [name, importSymbol(name, '@varve/runtime', kind)] as const);
  return Object.fromEntries(all) as Record<RuntimeSymbol, string>;
}
