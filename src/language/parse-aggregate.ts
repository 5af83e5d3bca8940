import type { MappingEntry, MappingNode } from '../source/node.js';
import { checkDeclaredName } from './check-name.js';
import { countOf, entryOf, nameOf, valueOf } from './node-access.js';
import { parseAnnotations } from './parse-annotations.js';
import { parseEvents } from './parse-event.js';
import { parseInitialisedFields } from './parse-initialised-fields.js';
import { parseReduce } from './parse-reduce.js';
import { parseType } from './parse-type.js';
import { malformedType, type Parsing } from './parsing.js';
import type { AggregateSyntax, StateSyntax } from './syntax.js';

/** An aggregate. `undefined` where it cannot be used; its name is then remembered as malformed. */
export function parseAggregate({ key, keySpan, value }: MappingEntry, parsing: Parsing): AggregateSyntax | undefined {
  checkDeclaredName(key, keySpan, 'aggregate', parsing);
  const eventsNode = value.kind === 'mapping' ? valueOf(value, 'events') : undefined;
  if (value.kind !== 'mapping' || eventsNode?.kind !== 'mapping') {
    parsing.refuse(value.span);
    parsing.malformed.add(key);
    return undefined;
  }
  const events = parseEvents(eventsNode, parsing);
  if (events.length === 0 && eventsNode.entries.length > 0) {
    parsing.malformed.add(key);
    return undefined;
  }
  const idNode = valueOf(value, 'id');
  const id = idNode === undefined ? malformedType(keySpan, parsing) : parseType(idNode, 'required', parsing).type;
  if (idNode === undefined) parsing.refuse(keySpan);
  const streamNode = valueOf(value, 'stream');
  const stream = streamNode === undefined ? undefined : nameOf(streamNode, parsing);
  const state = parseState(value, parsing);
  const snapshot = parseSnapshot(value, parsing);
  return {
    name: { text: key, span: keySpan },
    annotations: parseAnnotations(value, parsing),
    id,
    ...(stream === undefined ? {} : { stream }),
    events,
    ...(state === undefined ? {} : { state }),
    ...(snapshot === undefined ? {} : { snapshot }),
  };
}

function parseState(node: MappingNode, parsing: Parsing): StateSyntax | undefined {
  const entry = entryOf(node, 'state');
  if (entry === undefined) return undefined;
  const { keySpan, value } = entry;
  const fields = value.kind === 'mapping' ? valueOf(value, 'fields') : undefined;
  if (value.kind !== 'mapping' || fields?.kind !== 'mapping') {
    // Without its fields, every operation on them would be a finding.
    parsing.refuse(value.span);
    return { span: keySpan, annotations: {}, fields: [] };
  }
  const reduce = entryOf(value, 'reduce');
  return {
    span: keySpan,
    annotations: parseAnnotations(value, parsing),
    fields: parseInitialisedFields(fields, parsing),
    ...(reduce === undefined ? {} : { reduce: parseReduce(reduce, 'state', parsing) }),
  };
}

function parseSnapshot(node: MappingNode, parsing: Parsing): AggregateSyntax['snapshot'] | undefined {
  const snapshot = valueOf(node, 'snapshot');
  if (snapshot === undefined) return undefined;
  const everyNode = snapshot.kind === 'mapping' ? valueOf(snapshot, 'every') : undefined;
  if (everyNode === undefined) {
    parsing.refuse(snapshot.span);
    return undefined;
  }
  const every = countOf(everyNode, parsing);
  return every === undefined ? undefined : { every, span: snapshot.span };
}
