import type { Json } from '../language/syntax.js';
import type { Fold, Operation, ProjectionFold, RowKey, Target, Value } from '../model/fold.js';

/** A fold as JSON, for fingerprints: what it does, without places. */
export function foldJson(fold: Fold | ProjectionFold): Json {
  switch (fold.kind) {
    case 'custom':
    case 'ignore':
      return fold.kind;
    case 'delete':
      return { delete: rowKeyJson(fold.at) };
    case 'operations':
      return { operations: fold.operations.map(operationJson), ...('at' in fold && { at: rowKeyJson(fold.at) }) };
  }
}

function rowKeyJson(key: RowKey): Json {
  return Object.fromEntries(key.map(({ column, value }) => [column, valueJson(value)]));
}

function operationJson({ kind, target, value }: Operation): Json {
  return { [kind]: targetJson(target), value: valueJson(value) };
}

function targetJson({ field, steps }: Target): Json {
  return [
    field,
    ...steps.map((step): Json => (step.kind === 'member' ? { member: step.name } : { entry: valueJson(step.key) })),
  ];
}

function valueJson(value: Value): Json {
  switch (value.kind) {
    case 'event':
      return { event: value.path };
    case 'envelope':
      return { envelope: value.name };
    case 'const':
      return { const: value.value };
    case 'sum':
    case 'product':
      return { [value.kind]: value.terms.map(valueJson), in: value.type.kind };
    case 'negate':
      return { negate: valueJson(value.term), in: value.type.kind };
  }
}
