import type { Json } from '../../language/syntax.js';
import { canonicalJson } from '../../model/canonical-json.js';
import { listed, quoted } from '../../model/type-text.js';
import { isMembers, jsonAt } from '../json-place.js';
import { typeDifferences } from '../shape-difference.js';
import { shapeText } from '../shape-text.js';
import type { Breakage } from './changelog.js';
import type { EventHistory } from './event-history.js';
import { handwritten } from './handwritten.js';

/** For whom something does not work any more once an event has versions that it had not. */
export function newVersionBreaks(old: EventHistory, now: EventHistory): readonly Breakage[] {
  const name = quoted(now.name);
  const [before, after] = [old.versions.at(-1)?.shape, now.versions.at(-1)?.shape];
  const { appends, reads, strangers } = demands(before, after);
  const steps = now.versions.flatMap(({ step }, index) =>
    index < old.versions.length ? [] : handwritten(step, index + 1),
  );
  const newest = now.versions.length;
  const pin = now.use?.pin;
  const isPinned = pin !== undefined && pin <= old.versions.length;
  const met = `they meet version ${newest}${strangers.length === 0 ? '' : `, where ${listed(strangers)}`}`;
  return [
    ...breakage(`code that appends ${name}`, appends),
    ...breakage(`code that reads ${name}`, reads),
    ...(steps.length === 0
      ? []
      : [{ whom: `code that defines ${now.aggregate}`, how: `it does not compile without ${listed(steps)}` }]),
    ...(isPinned
      ? []
      : [
          {
            whom: 'builds from before that run beside this one',
            how: `they refuse version ${newest} of ${name}; write \`pin: ${old.versions.length}\` until they are gone`,
          },
          { whom: `strangers who read ${name} as it is stored`, how: met },
        ]),
  ];
}

function breakage(whom: string, how: readonly string[]): readonly Breakage[] {
  return how.length === 0 ? [] : [{ whom, how: listed(how) }];
}

/** What the newest shape, which is the one that TypeScript knows, asks of whom; in words. */
interface Demands {
  readonly appends: readonly string[];
  readonly reads: readonly string[];
  /** Who reads what is stored, by the shape that they know. */
  readonly strangers: readonly string[];
}

function demands(before: Json | undefined, after: Json | undefined): Demands {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  const required = [...now].filter(([field, json]) => isRequired(json) && !old.has(field)).map(([field]) => field);
  const gone = [...old.keys()].filter((field) => !now.has(field));
  const changes = [...now].flatMap(([field, json]) => {
    const was = old.get(field);
    return was === undefined || canonicalJson(was) === canonicalJson(json) ? [] : [fieldChange(field, was, json)];
  });
  const names = (fields: readonly string[]): string => listed(fields.map(quoted));
  const lost = gone.length === 0 ? [] : [`${names(gone)} ${gone.length === 1 ? 'is' : 'are'} gone`];
  const reads = [...lost, ...changes.flatMap((change) => change.reads ?? [])];
  return {
    appends: [
      ...(required.length === 0 ? [] : [`${names(required)} must be given`]),
      ...lost,
      ...changes.flatMap((change) => change.appends ?? []),
    ],
    reads,
    strangers: reads,
  };
}

interface FieldChange {
  readonly appends?: string;
  readonly reads?: string;
}

function fieldChange(field: string, was: Json, is: Json): FieldChange {
  const name = quoted(field);
  const [old, now] = [jsonAt(was, ['type']), jsonAt(is, ['type'])];
  const differences = old === undefined || now === undefined ? [] : typeDifferences(old, now, [], field);
  if (differences.length > 0 && differences.every(({ added }) => added !== undefined))
    return { reads: differences.map(({ text }) => text).join(', ') };
  if (shapeText(old) === shapeText(now) && differences.every(({ path }) => isCheck(path.at(-1))))
    return {
      ...(differences.length > 0 && { appends: `${name} is checked otherwise` }),
      ...optionality(name, was, is),
    };
  const text = `${name} is ${shapeText(now)}`;
  return { appends: text, reads: text };
}

function optionality(name: string, was: Json, is: Json): FieldChange {
  if (isRequired(was) === isRequired(is)) return {};
  return isRequired(is) ? { appends: `${name} must be given` } : { reads: `${name} may be absent` };
}

const checks = /^(?:(?:exclusive)?(?:min|max)|(?:min|max)(?:Length|Items)|patterns|formats|scale|unique)$/i;

function isCheck(step: string | number | undefined): boolean {
  return typeof step === 'string' && checks.test(step);
}

function fieldsOf(shape: Json | undefined): ReadonlyMap<string, Json> {
  const fields = jsonAt(shape, ['fields']);
  return new Map(isMembers(fields) ? Object.entries(fields) : []);
}

function isRequired(field: Json): boolean {
  return jsonAt(field, ['optional']) !== true;
}
