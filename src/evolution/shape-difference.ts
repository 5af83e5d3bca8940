import type { Json } from '../language/syntax.js';
import { canonicalJson } from '../model/canonical-json.js';
import { listed, quoted } from '../model/type-text.js';
import { isList, isMembers, type JsonPath } from './json-place.js';
import { shapeText } from './shape-text.js';

/** One thing that is not the same in two shapes. */
export interface Difference {
  /** Where it stands, in both shapes as far as they have it. */
  readonly path: JsonPath;
  /** Where it stood, if it has another name now. */
  readonly was?: JsonPath;
  /** In words: what was, and what is. */
  readonly text: string;
  /** The members that an enum or a union has more. */
  readonly added?: readonly string[];
}

/** Everything in which two shapes of one event's version differ, as `eventShape` gives them. */
export function shapeDifferences(before: Json, after: Json): readonly Difference[] {
  const found: Difference[] = [];
  compareFields(at(before, 'fields'), at(after, 'fields'), { path: ['fields'], label: '' }, found);
  const [old, now] = [at(before, 'types'), at(after, 'types')];
  for (const name of namesOf(old, now)) {
    const [was, is] = [at(old, name), at(now, name)];
    // One that comes or goes is named by a field, which says so.
    if (was !== undefined && is !== undefined) compareTypes(was, is, { path: ['types', name], label: name }, found);
  }
  return found;
}

/** Everything in which two types differ. `label` names what has the type: `"price"`. */
export function typeDifferences(before: Json, after: Json, path: JsonPath, label: string): readonly Difference[] {
  const found: Difference[] = [];
  compareTypes(before, after, { path, label }, found);
  return found;
}

interface Spot {
  readonly path: JsonPath;
  /** What it is called, names from the outside in: `price.currency`; empty for the event itself. */
  readonly label: string;
}

function compareFields(
  before: Json | undefined,
  after: Json | undefined,
  { path, label }: Spot,
  found: Difference[],
): void {
  const renamed = renamedField(before, after);
  if (renamed !== undefined) {
    const [old, now] = [renamed.old, renamed.now].map((name) => quoted(label === '' ? name : `${label}.${name}`));
    found.push({ path: [...path, renamed.now], was: [...path, renamed.old], text: `${old} has become ${now}` });
  }
  for (const name of namesOf(before, after)) {
    if (name === renamed?.old || name === renamed?.now) continue;
    const [old, now] = [at(before, name), at(after, name)];
    const spot: Spot = { path: [...path, name], label: label === '' ? name : `${label}.${name}` };
    const called = quoted(spot.label);
    if (old === undefined) found.push({ path: spot.path, text: `${called} is new, ${shapeText(now)}` });
    else if (now === undefined) found.push({ path: spot.path, text: `${called} is gone, ${shapeText(old)}` });
    else {
      const [wasOptional, isOptional] = [at(old, 'optional') === true, at(now, 'optional') === true];
      if (wasOptional !== isOptional) {
        const text = isOptional ? `was required and is optional` : `was optional and is required`;
        found.push({ path: [...spot.path, 'optional'], text: `${called} ${text}` });
      }
      compareTypes(at(old, 'type'), at(now, 'type'), { ...spot, path: [...spot.path, 'type'] }, found);
    }
  }
}

/** One field that is gone, in whose place there is one that is the same but for its name. */
function renamedField(
  before: Json | undefined,
  after: Json | undefined,
): { readonly old: string; readonly now: string } | undefined {
  const [old, ...othersGone] = keysOf(before).filter((name) => at(after, name) === undefined);
  const [now, ...othersNew] = keysOf(after).filter((name) => at(before, name) === undefined);
  if (old === undefined || now === undefined || othersGone.length > 0 || othersNew.length > 0) return undefined;
  const [was, is] = [at(before, old), at(after, now)];
  return was !== undefined && is !== undefined && canonicalJson(was) === canonicalJson(is) ? { old, now } : undefined;
}

function compareTypes(before: Json | undefined, after: Json | undefined, spot: Spot, found: Difference[]): void {
  if (before === undefined || after === undefined || canonicalJson(before) === canonicalJson(after)) return;
  const [old, now] = [at(before, 'kind'), at(after, 'kind')];
  const inside = (part: string): Spot => ({ ...spot, path: [...spot.path, part] });
  if (old !== now) {
    compareKinds(before, after, spot, found);
    return;
  }
  switch (old) {
    case 'enum':
      compareMembers(textsOf(at(before, 'members')), textsOf(at(after, 'members')), inside('members'), found);
      return;
    case 'list':
      compareTypes(
        at(before, 'element'),
        at(after, 'element'),
        { ...inside('element'), label: `${spot.label}[]` },
        found,
      );
      break;
    case 'map':
      compareTypes(
        at(before, 'key'),
        at(after, 'key'),
        { ...inside('key'), label: `the keys of ${spot.label}` },
        found,
      );
      compareTypes(at(before, 'value'), at(after, 'value'), { ...inside('value'), label: `${spot.label}[]` }, found);
      return;
    case 'nullable':
      compareTypes(at(before, 'inner'), at(after, 'inner'), inside('inner'), found);
      return;
    case 'record':
      compareFields(at(before, 'fields'), at(after, 'fields'), inside('fields'), found);
      return;
    case 'union':
      compareUnions(before, after, spot, found);
      return;
    default:
      break;
  }
  compareChecks(before, after, spot, found);
}

function compareKinds(before: Json, after: Json, spot: Spot, found: Difference[]): void {
  const [wasNullable, isNullable] = [at(before, 'kind') === 'nullable', at(after, 'kind') === 'nullable'];
  if (wasNullable || isNullable) {
    const text = isNullable ? 'could not be null and may be' : 'might be null and may not be any more';
    found.push({ path: spot.path, text: `${quoted(spot.label)} ${text}` });
    const [old, now] = [wasNullable ? at(before, 'inner') : before, isNullable ? at(after, 'inner') : after];
    const path = wasNullable ? [...spot.path, 'inner'] : spot.path;
    compareTypes(old, now, { ...spot, path }, found);
    return;
  }
  found.push({ path: spot.path, text: `${quoted(spot.label)} was ${shapeText(before)} and is ${shapeText(after)}` });
}

function compareMembers(before: readonly string[], after: readonly string[], spot: Spot, found: Difference[]): void {
  const [lost, added] = [
    before.filter((name) => !after.includes(name)),
    after.filter((name) => !before.includes(name)),
  ];
  const called = quoted(spot.label);
  if (lost.length > 0) found.push({ path: spot.path, text: `${called} has lost the ${memberText(lost)}` });
  if (added.length > 0) found.push({ path: spot.path, text: `${called} has gained the ${memberText(added)}`, added });
}

function memberText(names: readonly string[]): string {
  return `${names.length === 1 ? 'member' : 'members'} ${listed(names.map(quoted))}`;
}

function compareUnions(before: Json, after: Json, spot: Spot, found: Difference[]): void {
  const path = [...spot.path, 'members'];
  const [old, now] = [at(before, 'members'), at(after, 'members')];
  if (at(before, 'tag') !== at(after, 'tag')) {
    const tags = [at(before, 'tag'), at(after, 'tag')].map((tag) => quoted(String(tag)));
    found.push({ path: [...spot.path, 'tag'], text: `the tag of ${quoted(spot.label)} was ${tags.join(' and is ')}` });
  }
  compareMembers(keysOf(old), keysOf(now), { ...spot, path }, found);
  for (const name of namesOf(old, now)) {
    const [was, is] = [at(old, name), at(now, name)];
    if (was !== undefined && is !== undefined)
      compareFields(was, is, { path: [...path, name], label: `${spot.label}.${name}` }, found);
  }
}

/** What says its own name: of a self-referring type, its checks by use. */
const structure = new Set(['kind', 'element', 'key', 'value', 'inner', 'fields', 'members', 'tag']);

function compareChecks(before: Json, after: Json, spot: Spot, found: Difference[]): void {
  for (const name of namesOf(before, after)) {
    const [old, now] = [at(before, name), at(after, name)];
    if (structure.has(name) || (old !== undefined && now !== undefined && canonicalJson(old) === canonicalJson(now)))
      continue;
    const path = [...spot.path, name];
    const called = quoted(spot.label);
    const [was, is] = [old, now].map((value) => value && checkText(value));
    // A shape gathers the patterns and the formats of all layers.
    const check = name === 'patterns' || name === 'formats' ? name.slice(0, -1) : name;
    if (was === undefined) found.push({ path, text: `${called} has gained the check \`${check}: ${is}\`` });
    else if (is === undefined) found.push({ path, text: `${called} has lost the check \`${check}: ${was}\`` });
    else found.push({ path, text: `\`${check}\` of ${called} was ${was} and is ${is}` });
  }
}

/** A check's value may be a user's text, a pattern for instance. */
function checkText(value: Json): string {
  const text = isList(value) ? value.map(canonicalJson).join(', ') : canonicalJson(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function at(json: Json | undefined, name: string): Json | undefined {
  return isMembers(json) && Object.hasOwn(json, name) ? json[name] : undefined;
}

function keysOf(json: Json | undefined): readonly string[] {
  return isMembers(json) ? Object.keys(json) : [];
}

function namesOf(a: Json | undefined, b: Json | undefined): readonly string[] {
  return [...new Set([...keysOf(a), ...keysOf(b)])].sort();
}

function textsOf(json: Json | undefined): readonly string[] {
  return Array.isArray(json) ? json.map(String) : [];
}
