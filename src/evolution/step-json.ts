import type { Json, RuleSyntax } from '../language/syntax.js';
import type { Step } from '../model/model.js';
import { typeKey } from '../model/type-graph.js';
import type { Types } from '../model/type-lookup.js';
import type { Assignment, Condition, Conversion, FieldConversion, Source, SplitPart, StepPlan } from './plan.js';
import type { Plans } from './plans.js';
import { type JsonMembers, recursiveTypes } from './shape-json.js';

/** Steps as JSON, for fingerprints and the lock: where each value comes from. Named types' steps are written out. */
export interface StepWriter {
  /** How old data is read. */
  reading(plan: StepPlan): JsonMembers;
  /** The same with what only running backwards needs. */
  step(plan: StepPlan, written: Step | undefined): JsonMembers;
  part(part: SplitPart): JsonMembers;
  /** The steps of self-referring types that have been used so far, by `Name@from-to`. */
  readonly types: Json | undefined;
}

export function stepWriter(types: Types, plans: Plans): StepWriter {
  const recursive = recursiveTypes(types);
  const named = new Map<string, Json>();

  function reading(plan: StepPlan): JsonMembers {
    return plan.kind === 'custom' ? { custom: true } : { fields: assignments(plan.assignments) };
  }

  function assignments(list: readonly Assignment[]): Json {
    return Object.fromEntries(list.map(({ field, source }) => [field, sourceJson(source)]));
  }

  function sourceJson(source: Source): Json {
    switch (source.kind) {
      case 'read':
        return { from: source.read.path, ...as(source.conversion) };
      case 'const':
        return { const: source.value };
      case 'record':
        return { fields: assignments(source.members) };
      case 'enumMap':
        return { from: source.read.path, map: Object.fromEntries(source.map) };
      case 'wrap':
        return { wrap: source.read.path, ...as(source.conversion) };
      case 'first':
        return {
          first: source.read.path,
          ...as(source.conversion),
          ...(source.else && { else: sourceJson(source.else) }),
        };
      case 'parse':
        return { parse: source.read.path, to: source.to };
      case 'format':
        return { format: source.read.path, of: source.from };
      case 'envelope':
        return { envelope: source.property };
      case 'custom':
      case 'absent':
        return { [source.kind]: true };
    }
  }

  function as(conversion: Conversion): JsonMembers {
    const json = conversionJson(conversion);
    return json === undefined ? {} : { as: json };
  }

  /** `undefined` for what leaves the stored form as it is. */
  function conversionJson(conversion: Conversion): Json | undefined {
    switch (conversion.kind) {
      case 'same':
      case 'cast':
      case 'timestampToString':
        return undefined;
      case 'intToLong':
      case 'longToNumber':
        return conversion.kind;
      case 'nullable':
        return wrapped('nullable', conversion.inner);
      case 'list':
        return wrapped('list', conversion.element);
      case 'map':
        return wrapped('map', conversion.value);
      case 'named':
        return namedSteps(conversion);
      case 'record':
        return { record: fieldsJson(conversion.fields) };
      case 'union':
        return { union: Object.fromEntries(conversion.members.map(({ name, fields }) => [name, fieldsJson(fields)])) };
    }
  }

  function wrapped(kind: string, inner: Conversion): Json | undefined {
    const json = conversionJson(inner);
    return json === undefined ? undefined : { [kind]: json };
  }

  function fieldsJson(fields: readonly FieldConversion[]): Json {
    return Object.fromEntries(
      fields.flatMap(({ name, conversion }) => {
        const json = conversionJson(conversion);
        return json === undefined ? [] : [[name, json]];
      }),
    );
  }

  function namedSteps({ name, from, to }: Extract<Conversion, { kind: 'named' }>): Json {
    const steps = (plans.types.get(name) ?? []).slice(from - 1, to - 1);
    const isRecursive = steps.some(({ from: version }) => recursive.has(typeKey({ name, version })));
    if (!isRecursive) return { steps: steps.map(reading) };
    const key = `${name}@${from}-${to}`;
    if (!named.has(key)) {
      // Taken before it is written, so that it finds itself on the way round.
      named.set(key, null);
      named.set(key, steps.map(reading));
    }
    return { named: key };
  }

  return {
    reading,
    step(plan, written) {
      const drops = plan.kind === 'fields' ? plan.drops : [];
      return {
        ...reading(plan),
        ...(drops.length > 0 && {
          drops: Object.fromEntries(drops.map(({ field }) => [field, refillJson(field, written)])),
        }),
        ...(written !== undefined &&
          written.backs.size > 0 && {
            backs: Object.fromEntries([...written.backs].map(([name, rule]) => [name, ruleJson(rule)])),
          }),
        ...(written?.back !== undefined && { back: 'custom' }),
      };
    },
    part({ event, version, when, assignments: list }) {
      return { event, version, fields: assignments(list), ...(when && { when: conditionJson(when) }) };
    },
    get types() {
      return named.size === 0 ? undefined : Object.fromEntries(named);
    },
  };
}

function conditionJson(condition: Condition): Json {
  if (condition.kind === 'equals') return { equals: condition.read.path, value: condition.value };
  return { [condition.kind]: condition.read.path };
}

function refillJson(field: string, written: Step | undefined): Json {
  const refill = written?.drops.find((drop) => drop.field.text === field)?.refill;
  return refill === undefined ? null : ruleJson(refill);
}

/** A rule as it was written, without its places. */
function ruleJson(rule: RuleSyntax): Json {
  switch (rule.kind) {
    case 'path':
      return { from: rule.path.names };
    case 'const':
      return { const: rule.value.value };
    case 'record':
      return {
        fields: Object.fromEntries(rule.members.map(({ name, rule: member }) => [name.text, ruleJson(member)])),
      };
    case 'enumMap':
      return { from: rule.path.names, map: Object.fromEntries(rule.map.map(({ from, to }) => [from.text, to.text])) };
    case 'wrap':
    case 'parse':
    case 'format':
      return { [rule.kind]: rule.path.names };
    case 'first':
      return { first: rule.path.names, ...(rule.else && { else: ruleJson(rule.else) }) };
    case 'envelope':
      return { envelope: rule.property };
    case 'custom':
      return { custom: true };
  }
}
