import type { MappingEntry, MappingNode, SourceNode } from '../source/node.js';
import { checkDeclaredName, checkFreeName } from './check-name.js';
import { countOf, entriesOf, entryOf, isTrue, itemsOf, nameOf, parsed, valueOf } from './node-access.js';
import { parseAnnotations } from './parse-annotations.js';
import { parseCondition } from './parse-condition.js';
import { parseRuleMembers } from './parse-rule.js';
import { parseVersionFields } from './parse-version-fields.js';
import { parseVersions } from './parse-versions.js';
import type { Parsing } from './parsing.js';
import type { EventSyntax, EventVersionSyntax, NameSyntax, RetiredSyntax, SplitPartSyntax } from './syntax.js';
import { scalarText } from './text-span.js';

/** An event of an aggregate. `undefined` where it cannot be used; its name is then remembered as malformed. */
export function parseEvent({ key, keySpan, value }: MappingEntry, parsing: Parsing): EventSyntax | undefined {
  checkDeclaredName(key, keySpan, 'event', parsing);
  const versions = value.kind === 'mapping' ? parseEventVersions(key, keySpan, value, parsing) : undefined;
  if (value.kind !== 'mapping' || versions === undefined) {
    parsing.refuse(value.span);
    parsing.malformed.add(key);
    return undefined;
  }
  const pin = parsePin(value, parsing);
  const retiredEntry = entryOf(value, 'retired');
  const retired = retiredEntry === undefined ? undefined : parseRetired(retiredEntry, parsing);
  if (retiredEntry !== undefined && retired === undefined) {
    // Whether it needs a fold cannot be said.
    parsing.malformed.add(key);
    return undefined;
  }
  return {
    name: { text: key, span: keySpan },
    annotations: parseAnnotations(value, parsing),
    was: parseWas(valueOf(value, 'was'), parsing),
    ...(retired === undefined ? {} : { retired }),
    ...(pin === undefined ? {} : { pin }),
    versions,
  };
}

function parseEventVersions(
  name: string,
  nameSpan: EventVersionSyntax['span'],
  node: MappingNode,
  parsing: Parsing,
): readonly EventVersionSyntax[] | undefined {
  const versionsNode = valueOf(node, 'versions');
  const fields = valueOf(node, 'fields');
  if (versionsNode === undefined && fields?.kind === 'mapping') {
    // The event's own notes are not the version's.
    const own: MappingNode = { ...node, entries: node.entries.filter((entry) => entry.key === 'fields') };
    const { fields: parsedFields, step } = parseVersionFields(own, 'first', parsing);
    return [{ number: 1, span: nameSpan, annotations: {}, fields: parsedFields, step }];
  }
  if (versionsNode?.kind !== 'mapping') return undefined;
  const numbered = parseVersions(versionsNode, name, parsing);
  const versions = numbered?.map(({ number, entry }): EventVersionSyntax | undefined => {
    if (entry.value.kind !== 'mapping' || valueOf(entry.value, 'fields')?.kind !== 'mapping') {
      parsing.refuse(entry.value.span);
      return undefined;
    }
    const annotations = parseAnnotations(entry.value, parsing);
    const { fields: parsedFields, step } = parseVersionFields(entry.value, number === 1 ? 'first' : 'later', parsing);
    return { number, span: entry.keySpan, annotations, fields: parsedFields, step };
  });
  return versions?.every((version) => version !== undefined) === true ? versions : undefined;
}

function parseWas(node: SourceNode | undefined, parsing: Parsing): readonly NameSyntax[] {
  const names = parsed(itemsOf(node, parsing), (item) => nameOf(item, parsing));
  for (const { text, span } of names) checkFreeName(text, span, 'stored event name', parsing);
  return names;
}

function parsePin(node: MappingNode, parsing: Parsing): EventSyntax['pin'] | undefined {
  const pin = valueOf(node, 'pin');
  const version = pin === undefined ? undefined : countOf(pin, parsing);
  return pin === undefined || version === undefined ? undefined : { version, span: pin.span };
}

function parseRetired({ keySpan, value }: MappingEntry, parsing: Parsing): RetiredSyntax | undefined {
  if (value.kind === 'mapping') {
    if (isTrue(valueOf(value, 'drop'))) return { kind: 'dropped', span: value.span };
    const into = valueOf(value, 'into');
    const items = itemsOf(into, parsing);
    const parts = parsed(items, (item) => parsePart(item, parsing));
    if (parts.length > 0 && parts.length === items.length) return { kind: 'split', parts, span: value.span };
  } else if (isTrue(value)) return { kind: 'kept', span: keySpan };
  parsing.refuse(value.span);
  return undefined;
}

function parsePart(node: SourceNode, parsing: Parsing): SplitPartSyntax | undefined {
  const eventNode = node.kind === 'mapping' ? valueOf(node, 'event') : undefined;
  if (node.kind !== 'mapping' || eventNode?.kind !== 'scalar' || typeof eventNode.value !== 'string') {
    parsing.refuse(node.span);
    return undefined;
  }
  const whenNode = valueOf(node, 'when');
  const when = whenNode === undefined ? undefined : parseCondition(whenNode, parsing);
  const members = parseRuleMembers(valueOf(node, 'with'), parsing);
  const source = scalarText(eventNode, eventNode.value);
  const match = /^(?<name>[^\s@]+)(?:@(?<version>[1-9][0-9]{0,5}))?$/.exec(source.text);
  const { name, version } = match?.groups ?? {};
  if (name === undefined) {
    parsing.fail('BAD_VALUE', eventNode.span, `"${source.text}" is no event and version`, {
      help: 'write it as `ItemAdded@3`',
    });
    return undefined;
  }
  if (members === undefined || (whenNode !== undefined && when === undefined)) return undefined;
  return {
    span: node.span,
    event: { text: name, span: source.spanOf(0, name.length) },
    ...(version === undefined ? {} : { version: Number(version) }),
    ...(when === undefined ? {} : { when }),
    with: members,
  };
}

/** The events of an aggregate, in the order written. */
export function parseEvents(node: SourceNode | undefined, parsing: Parsing): readonly EventSyntax[] {
  return parsed(entriesOf(node, parsing), (entry) => parseEvent(entry, parsing));
}
