import type { Json } from '../../language/syntax.js';
import type { Fold, Operation, ProjectionFold, RowKey, Target, Value } from '../../model/fold.js';

/** A fold in the operations of the language. */
export function describeFold(fold: Fold | ProjectionFold): Json {
  switch (fold.kind) {
    case 'custom':
    case 'ignore':
      return fold.kind;
    case 'delete':
      return { at: describeKey(fold.at), delete: true };
    case 'operations':
      return { ...('at' in fold ? { at: describeKey(fold.at) } : {}), ...describeOperations(fold.operations) };
  }
}

function describeKey(key: RowKey): Json {
  return Object.fromEntries(key.map(({ column, value }) => [column, describeValue(value)]));
}

/** By kind, as they are mostly written; in a list where a kind comes again after another. */
function describeOperations(operations: readonly Operation[]): { readonly [key: string]: Json } {
  const groups: { readonly kind: string; readonly values: Map<string, Json> }[] = [];
  for (const { kind, target, value } of operations) {
    const path = describeTarget(target);
    const last = groups.at(-1);
    if (last?.kind === kind && !last.values.has(path)) last.values.set(path, describeValue(value));
    else groups.push({ kind, values: new Map([[path, describeValue(value)]]) });
  }
  const isPlain = new Set(groups.map(({ kind }) => kind)).size === groups.length;
  const listed = groups.map(({ kind, values }): readonly [string, Json] => [kind, Object.fromEntries(values)]);
  return isPlain ? Object.fromEntries(listed) : { operations: listed.map(([kind, values]) => ({ [kind]: values })) };
}

function describeTarget({ field, steps }: Target): string {
  return steps.reduce(
    (path, step) => (step.kind === 'member' ? `${path}.${step.name}` : `${path}[${keyText(step.key)}]`),
    field,
  );
}

function keyText(key: Value): string {
  const described = key.kind === 'const' ? `'${String(key.value)}'` : describeValue(key);
  return typeof described === 'string' ? described : JSON.stringify(described);
}

function describeValue(value: Value): Json {
  switch (value.kind) {
    case 'event':
      return value.path.join('.');
    case 'envelope':
      return value.name;
    case 'const':
      return typeof value.value === 'number' || typeof value.value === 'boolean' || value.value === null
        ? value.value
        : { const: value.value };
    case 'sum':
    case 'product':
      return { [value.kind]: value.terms.map(describeValue) };
    case 'negate':
      return { negate: describeValue(value.term) };
  }
}
