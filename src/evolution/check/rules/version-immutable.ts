import type { Json } from '../../../language/syntax.js';
import { canonicalJson } from '../../../model/canonical-json.js';
import { isResolved } from '../../../model/is-resolved.js';
import type { EventVersion } from '../../../model/model.js';
import type { Types } from '../../../model/type-lookup.js';
import { quoted } from '../../../model/type-text.js';
import { isMembers, jsonAt } from '../../json-place.js';
import { versionLineOf } from '../../lock.js';
import { placeInLine, type PlacedLine } from '../../lock-file.js';
import { shapeDifferences } from '../../shape-difference.js';
import { shapePlace } from '../../shape-place.js';
import { type DeclaredEvent, keptEvents, shapeUnderName } from '../released-events.js';
import type { Report, Rule } from '../rule.js';

/** More differences than this in one version are one difference: it is another shape. */
const mostDifferences = 8;

export const versionImmutable: Rule = {
  of: ['sound', 'complete', 'partial'],
  run(input, report) {
    for (const { file, ...declared } of keptEvents(input, input.lock)) {
      for (const version of declared.event.versions) {
        const line = versionLineOf(file, version.number);
        if (line !== undefined) compareShape(declared, version, file.event, line, report);
      }
    }
  },
};

function compareShape(
  declared: DeclaredEvent,
  version: EventVersion,
  name: string,
  line: PlacedLine & { readonly kind: 'version' },
  report: Report,
): void {
  const { event, context } = declared;
  const { released, shape } = comparable(declared, version, name, line.shape);
  if (canonicalJson(shape) === canonicalJson(released)) return;
  const called = `${name}@${version.number}`;
  const next = `version ${event.versions.length + 1}`;
  const help = `restore the released shape, and write the change as ${next}`;
  const differences = shapeDifferences(released, shape);
  for (const { path, was = path, text } of differences.slice(0, mostDifferences)) {
    const { span, used, type } = shapePlace(version, path, context.types);
    const edited = type === undefined ? 'was edited' : `was edited by way of the type ${quoted(type)}`;
    report(span, `${called} is released, and ${edited}: ${text}`, {
      related: [
        ...(used === undefined ? [] : [{ message: `it is part of ${called} here`, span: used }]),
        { message: `${called} was released as this`, span: placeInLine(line, ['shape', ...was]) },
      ],
      help: type === undefined ? help : helpWithType(type, next, context.types),
    });
  }
  const more = differences.length - mostDifferences;
  if (more > 0 || differences.length === 0) {
    const what = more > 0 ? `${more} more differences` : 'it is not what it was';
    report(version.span, `${called} is released, and was edited: ${what}`, {
      related: [{ message: `${called} was released as this`, span: line.span }],
      help,
    });
  }
}

function helpWithType(name: string, next: string, types: Types): string {
  const type = types.get(name);
  const another = type?.versioned === true ? `\`${name}@${type.versions.length + 1}\`` : 'a type of another name';
  return `restore ${quoted(name)}, write the change as ${another}, and use that in ${next}`;
}

/**
 * A version's shape, and as much of what was released as can be compared with it: of a field whose type cannot be
 * resolved nothing is known, and that was reported where it stands.
 */
function comparable(
  declared: DeclaredEvent,
  version: EventVersion,
  name: string,
  released: Json,
): { readonly released: Json; readonly shape: Json } {
  const { types } = declared.context;
  const { fields } = version.shape;
  const resolved = fields.filter(({ type }) => isResolved(type, types));
  const shape = shapeUnderName(declared, { ...version, shape: { ...version.shape, fields: resolved } }, name);
  if (resolved.length === fields.length || !isMembers(released)) return { released, shape };
  const gaps = new Set(fields.filter((field) => !resolved.includes(field)).map((field) => field.name));
  const used = jsonAt(shape, ['types']);
  const { types: _, ...rest } = released;
  const kept = {
    ...rest,
    fields: membersWhere(released['fields'], (field) => !gaps.has(field)),
    ...(isMembers(used) && { types: membersWhere(released['types'], (key) => Object.hasOwn(used, key)) }),
  };
  return { released: kept, shape };
}

function membersWhere(json: Json | undefined, isKept: (name: string) => boolean): Json {
  return isMembers(json) ? Object.fromEntries(Object.entries(json).filter(([name]) => isKept(name))) : {};
}
