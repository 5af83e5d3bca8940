import type { Json } from '../../../language/syntax.js';
import type { Type } from '../../../model/type.js';
import type { Types } from '../../../model/type-lookup.js';
import { listed, quoted } from '../../../model/type-text.js';
import type { Assignment, Source } from '../../plan.js';
import { shapeWriter } from '../../shape-json.js';
import { typeDifferences } from '../../shape-difference.js';
import { shapePlace } from '../../shape-place.js';
import type { JsonPath } from '../../json-place.js';
import { type NewVersion, newVersions } from '../new-versions.js';
import type { Rule } from '../rule.js';

export const enumMemberAdded: Rule = {
  of: ['sound'],
  run(input, report) {
    for (const change of newVersions(input)) {
      if (change.plan.kind !== 'fields') continue;
      const { event, version, before, context } = change;
      for (const { path, text } of change.plan.assignments.flatMap((each) => gains(each, ['fields'], '', change))) {
        const { span, used } = shapePlace(version, path, context.types);
        report(span, `in ${event.name}@${version.number}, ${text}: readers of @${before.number} do not know it`, {
          related: [
            ...(used === undefined ? [] : [{ message: 'it is used here', span: used }]),
            { message: `${event.name}@${before.number} is here`, span: before.span },
          ],
          help: 'no new member may be written while they run: deploy all readers first',
        });
      }
    }
  },
};

interface Gain {
  readonly path: JsonPath;
  readonly text: string;
}

/** The members that a field can have and what it is taken from cannot. */
function gains(
  { field, type, source }: Assignment,
  parent: JsonPath,
  outer: string,
  change: NewVersion,
): readonly Gain[] {
  const path = [...parent, field, 'type'];
  const label = outer === '' ? field : `${outer}.${field}`;
  switch (source.kind) {
    case 'read':
      return differences(source.read.type, type, path, label, change.context.types);
    case 'enumMap':
      return mapGains(source, type, path, label, change.context.types);
    case 'record':
      return source.members.flatMap((member) => gains(member, [...path, 'fields'], label, change));
    case 'wrap':
    case 'first':
    case 'const':
    case 'parse':
    case 'format':
    case 'envelope':
    case 'custom':
    case 'absent':
      return [];
  }
}

function differences(before: Type, after: Type, path: JsonPath, label: string, types: Types): readonly Gain[] {
  return typeDifferences(jsonOf(before, types), jsonOf(after, types), path, label).flatMap((difference) =>
    difference.added === undefined ? [] : [{ path: difference.path, text: difference.text }],
  );
}

/** A member that is the image of none cannot have been there before. */
function mapGains(
  { map }: Extract<Source, { kind: 'enumMap' }>,
  type: Type,
  path: JsonPath,
  label: string,
  types: Types,
): readonly Gain[] {
  const json = jsonOf(type, types);
  const images = new Set(map.map(([, to]) => to));
  const added = membersIn(json).filter((member) => !images.has(member));
  if (added.length === 0) return [];
  const members = `${added.length === 1 ? 'member' : 'members'} ${listed(added.map(quoted))}`;
  return [{ path: [...path, 'members'], text: `${quoted(label)} has gained the ${members}` }];
}

function membersIn(json: Json): readonly string[] {
  if (typeof json !== 'object' || json === null || !('kind' in json)) return [];
  if (json['kind'] === 'nullable') return membersIn(json['inner'] ?? null);
  const members = json['members'];
  return json['kind'] === 'enum' && Array.isArray(members) ? members.map(String) : [];
}

function jsonOf(type: Type, types: Types): Json {
  return shapeWriter(types).type(type);
}
