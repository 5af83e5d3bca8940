import type { Span } from '../diagnostics/span.js';
import type { MappingEntry, MappingNode, SourceNode } from '../source/node.js';
import { checkFreeName } from './check-name.js';
import { entriesOf, entryOf, parsed, textOf, valueOf } from './node-access.js';
import { parseRule } from './parse-rule.js';
import { parseField } from './parse-type.js';
import { isMalformedType, type Parsing } from './parsing.js';
import type { DropSyntax, FieldSyntax, StepSyntax } from './syntax.js';

export interface VersionFields {
  readonly fields: readonly FieldSyntax[];
  readonly step: StepSyntax;
  /** A rule or a type could not be read. The step then counts as hand-written, so that what the rule left open is no second finding. */
  readonly broken: boolean;
}

/** The fields of a version of an event or of a named record, and how they come from the version before. */
export function parseVersionFields(node: MappingNode, position: 'first' | 'later', parsing: Parsing): VersionFields {
  const fields = entriesOf(valueOf(node, 'fields'), parsing).map((entry) => parseVersionField(entry, parsing));
  const drop = parseDrops(valueOf(node, 'drop'), parsing);
  const custom = customOf(node, 'upcast', parsing);
  const back = customOf(node, 'back', parsing);
  const plain = fields.map(({ field }) => field);
  const broken = fields.some((field) => field.broken) || drop.broken;
  if (position === 'first') {
    reportFirst(node, fields, parsing);
    return { fields: plain.map(withoutRules), step: { drops: [] }, broken: false };
  }
  if (broken) return { fields: plain.map(withoutRules), step: { custom: node.span, drops: [] }, broken };
  const step = {
    ...(custom === undefined ? {} : { custom }),
    drops: drop.drops,
    ...(back === undefined ? {} : { back }),
  };
  return { fields: plain, step, broken };
}

interface ParsedField {
  readonly field: FieldSyntax;
  /** Where `from` and `back` stand. */
  readonly from: Span | undefined;
  readonly back: Span | undefined;
  readonly broken: boolean;
}

function parseVersionField(entry: MappingEntry, parsing: Parsing): ParsedField {
  const field = parseField(entry, parsing);
  // What flows into a type that is not known cannot be said.
  const isMalformed = isMalformedType(field.type);
  if (entry.value.kind !== 'mapping') return { field, from: undefined, back: undefined, broken: isMalformed };
  const from = entryOf(entry.value, 'from');
  const back = entryOf(entry.value, 'back');
  const fromRule = from === undefined ? undefined : parseRule(from.value, parsing);
  const backRule = back === undefined ? undefined : parseRule(back.value, parsing);
  return {
    field: {
      ...field,
      ...(fromRule === undefined ? {} : { from: fromRule }),
      ...(backRule === undefined ? {} : { back: backRule }),
    },
    from: from?.keySpan,
    back: back?.keySpan,
    broken:
      isMalformed || (from !== undefined && fromRule === undefined) || (back !== undefined && backRule === undefined),
  };
}

function withoutRules({ from: _from, back: _back, ...field }: FieldSyntax): FieldSyntax {
  return field;
}

function parseDrops(
  node: SourceNode | undefined,
  parsing: Parsing,
): { readonly drops: readonly DropSyntax[]; readonly broken: boolean } {
  if (node === undefined) return { drops: [], broken: false };
  if (node.kind === 'scalar') {
    parsing.refuse(node.span);
    return { drops: [], broken: true };
  }
  if (node.kind === 'sequence') {
    const drops = parsed(node.items, (item): DropSyntax | undefined => {
      const text = textOf(item, parsing);
      return text === undefined ? undefined : { field: { text, span: item.span } };
    });
    return { drops, broken: drops.length < node.items.length };
  }
  let broken = false;
  const drops = node.entries.map(({ key, keySpan, value }): DropSyntax => {
    checkFreeName(key, keySpan, 'field', parsing);
    const field = { text: key, span: keySpan };
    if (value.kind !== 'mapping') {
      parsing.refuse(value.span);
      return { field };
    }
    const reason = textOf(valueOf(value, 'reason'), parsing);
    const refillNode = valueOf(value, 'refill');
    const refill = refillNode === undefined ? undefined : parseRule(refillNode, parsing);
    broken ||= refillNode !== undefined && refill === undefined;
    return { field, ...(reason === undefined ? {} : { reason }), ...(refill === undefined ? {} : { refill }) };
  });
  return { drops, broken };
}

function customOf(node: MappingNode, key: 'upcast' | 'back', parsing: Parsing): Span | undefined {
  const entry = entryOf(node, key);
  if (entry === undefined) return undefined;
  if (entry.value.kind === 'scalar' && entry.value.value === 'custom') return entry.value.span;
  parsing.refuse(entry.value.span);
  // What else could stand there was meant to be `custom`, too.
  return entry.value.span;
}

function reportFirst(node: MappingNode, fields: readonly ParsedField[], parsing: Parsing): void {
  const steps = node.entries.filter(({ key }) => key === 'upcast' || key === 'back' || key === 'drop');
  const spans = [...steps.map(({ keySpan }) => keySpan), ...fields.flatMap(({ from, back }) => [from, back])];
  for (const span of spans) {
    if (span === undefined) continue;
    parsing.fail('FIRST_VERSION_STEP', span, 'the first version has none before it that a value could come from', {
      help: 'remove this, or write it in a later version',
    });
  }
}
