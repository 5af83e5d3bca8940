import type {
  FieldSyntax,
  MapSyntax,
  NamedTypeSyntax,
  NullableSyntax,
  TypeSyntax,
  UnionSyntax,
} from '../language/syntax.js';
import type { Span } from '../diagnostics/span.js';
import { suggest } from '../diagnostics/did-you-mean.js';
import { errorType, isErrorType } from './error-type.js';
import { checkExample } from './report-literal.js';
import { isEmptyRange, sizeRange, valueRange } from './range.js';
import { resolveChecks } from './resolve-checks.js';
import type { Scope } from './scope.js';
import { layersOf, underlying } from './type-lookup.js';
import { quoted, typeText } from './type-text.js';
import type { EnumType, Field, ReferenceType, ScalarType, Type, UnionMember } from './type.js';

type PrimitiveKind = Exclude<ScalarType['kind'], 'enum'>;

const primitives: Record<PrimitiveKind, Type> = {
  string: { kind: 'string' },
  boolean: { kind: 'boolean' },
  int: { kind: 'int' },
  number: { kind: 'number' },
  long: { kind: 'long' },
  decimal: { kind: 'decimal' },
  uuid: { kind: 'uuid' },
  timestamp: { kind: 'timestamp' },
  date: { kind: 'date' },
  bytes: { kind: 'bytes' },
  json: { kind: 'json' },
};

/** The type that a syntax stands for; what cannot be resolved is reported, once, and becomes the error type. */
export function resolveType(syntax: TypeSyntax, scope: Scope): Type {
  switch (syntax.kind) {
    case 'name':
      return resolveName(syntax, scope);
    case 'enum':
      return withChecks({ kind: 'enum', members: [...new Set(syntax.members.map(({ text }) => text))] }, syntax, scope);
    case 'list':
      return withChecks({ kind: 'list', element: resolveType(syntax.element, scope), unique: false }, syntax, scope);
    case 'map':
      return resolveMap(syntax, scope);
    case 'nullable':
      return resolveNullable(syntax, scope);
    case 'record':
      return withChecks({ kind: 'record', fields: resolveFields(syntax.fields, scope) }, syntax, scope);
    case 'union':
      return resolveUnion(syntax, scope);
  }
}

function withChecks(type: Type, syntax: TypeSyntax, scope: Scope): Type {
  if (syntax.checks.length === 0) return type;
  const checked = resolveChecks(type, syntax.checks, scope);
  reportContradiction([checked], syntax, scope);
  return checked;
}

function resolveName(syntax: NamedTypeSyntax, scope: Scope): Type {
  const primitive = primitiveNamed(syntax.name);
  if (primitive !== undefined) {
    if (syntax.version !== undefined) reportNotVersioned(syntax, scope);
    return withChecks(primitive, syntax, scope);
  }
  const version = resolveVersion(syntax, scope);
  if (version === undefined) return errorType;
  const reference: ReferenceType = { kind: 'reference', name: syntax.name, version };
  return syntax.checks.length === 0 ? reference : resolveRefinement(reference, syntax, scope);
}

function primitiveNamed(name: string): Type | undefined {
  return Object.hasOwn(primitives, name) ? primitives[name as PrimitiveKind] : undefined;
}

/** The version that a use names, after telling what is wrong with it. */
function resolveVersion({ name, version, span }: NamedTypeSyntax, scope: Scope): number | undefined {
  const { reporter } = scope;
  const declaration = scope.declarations.get(name);
  if (declaration === undefined) {
    if (!scope.malformed.has(name)) reportUnknown(name, span, scope);
    return undefined;
  }
  const related = [{ message: `${quoted(name)} is declared here`, span: declaration.name.span }];
  const newest = declaration.versions.length;
  if (newest === 0) return undefined;
  if (!declaration.versioned) {
    if (version !== undefined) {
      reporter.report('TYPE_NOT_VERSIONED', span, `${quoted(name)} has no versions`, {
        related,
        help: `write \`${name}\``,
      });
    }
    return 1;
  }
  if (version === undefined) {
    reporter.report('TYPE_UNVERSIONED_USE', span, `${quoted(name)} has versions, and a use of it must name one`, {
      related,
      help: `write \`${name}@${newest}\``,
    });
    return newest;
  }
  if (version >= 1 && version <= newest) return version;
  reporter.report('UNKNOWN_VERSION', span, `${quoted(name)} has no version ${version}`, {
    related,
    help: `the newest is \`${name}@${newest}\``,
  });
  return undefined;
}

function reportUnknown(name: string, span: Span, { reporter, declarations, context }: Scope): void {
  const near = suggest(name, [...Object.keys(primitives), ...declarations.keys()]);
  reporter.report('UNKNOWN_TYPE', span, `there is no type ${quoted(name)} in context ${quoted(context)}`, {
    help:
      near === undefined ? `declare it under \`types:\` of context ${quoted(context)}` : `did you mean \`${near}\`?`,
  });
}

function reportNotVersioned({ name, span }: NamedTypeSyntax, { reporter }: Scope): void {
  reporter.report('TYPE_NOT_VERSIONED', span, `${quoted(name)} has no versions`, { help: `write \`${name}\`` });
}

function resolveRefinement(reference: ReferenceType, syntax: NamedTypeSyntax, scope: Scope): Type {
  const structure = scope.structureOf(reference.name, reference.version);
  if (structure === undefined) return reference;
  const bare = bareType(structure, scope);
  if (isErrorType(bare)) return reference;
  const refined: ReferenceType = { ...reference, refinement: resolveChecks(bare, syntax.checks, scope) };
  scope.whenTypesAreKnown(() => reportContradiction(layersOf(refined, scope.types), syntax, scope));
  return refined;
}

/** The type of a structure without its checks; what is wrong inside it is reported where it is declared. */
function bareType(structure: TypeSyntax, scope: Scope): Type {
  const known = scope.bareTypes.get(structure);
  if (known !== undefined) return known;
  const type = resolveBareType(structure, scope);
  scope.bareTypes.set(structure, type);
  return type;
}

function resolveBareType(structure: TypeSyntax, scope: Scope): Type {
  const silent: Scope = {
    ...scope,
    reporter: { report: () => undefined, diagnostics: [] },
    whenTypesAreKnown: () => undefined,
  };
  const bare: TypeSyntax = { ...structure, checks: [] };
  // A record or a union takes no checks: its fields need no second look, which a chain of types could make dear.
  if (bare.kind === 'record') return { kind: 'record', fields: [] };
  if (bare.kind === 'union') return { kind: 'union', tag: bare.tag.text, members: [] };
  return resolveType(bare, silent);
}

function reportContradiction(layers: readonly Type[], syntax: TypeSyntax, { reporter }: Scope): void {
  const first = syntax.checks[0];
  if (first === undefined || !(isEmptyRange(valueRange(layers)) || isEmptyRange(sizeRange(layers)))) return;
  reporter.report(
    'CHECK_CONTRADICTORY',
    first.nameSpan,
    'no value passes these checks: the least is more than the most',
  );
}

function resolveMap(syntax: MapSyntax, scope: Scope): Type {
  const key = resolveType(syntax.key, scope);
  scope.whenTypesAreKnown(() => {
    const { kind } = underlying(key, scope.types);
    if (isErrorType(underlying(key, scope.types)) || kind === 'string' || kind === 'uuid' || kind === 'enum') return;
    scope.reporter.report('MAP_KEY_TYPE', syntax.key.span, `${typeText(key)} cannot be the key of a map`, {
      help: 'a key is a string, a uuid, an enum, or a name for one: JSON has no other keys',
    });
  });
  return withChecks({ kind: 'map', key, value: resolveType(syntax.value, scope) }, syntax, scope);
}

/** Checks beside `T | null` are meant for `T`. */
function resolveNullable(syntax: NullableSyntax, scope: Scope): Type {
  const inner = resolveType({ ...syntax.inner, checks: [...syntax.inner.checks, ...syntax.checks] }, scope);
  if (inner.kind === 'nullable') {
    reportNullableTwice(syntax, inner, scope);
    return inner;
  }
  scope.whenTypesAreKnown(() => {
    if (underlying(inner, scope.types).kind === 'nullable') reportNullableTwice(syntax, inner, scope);
  });
  return { kind: 'nullable', inner };
}

function reportNullableTwice({ span }: NullableSyntax, inner: Type, { reporter }: Scope): void {
  reporter.report('NULLABLE_TWICE', span, `${typeText(inner)} may be null already`, {
    help: `write \`${typeText(inner)}\``,
  });
}

function resolveUnion(syntax: UnionSyntax, scope: Scope): Type {
  const { text: tag } = syntax.tag;
  const members = syntax.members.map((member): UnionMember => {
    const clash = member.fields.find(({ name }) => name.text === tag);
    if (clash !== undefined) {
      scope.reporter.report(
        'UNION_TAG_CLASH',
        clash.name.span,
        `${quoted(tag)} is the tag of the union, and cannot be a field of its member ${quoted(member.name.text)}`,
        { related: [{ message: 'the tag is named here', span: syntax.tag.span }] },
      );
    }
    const fields = member.fields.filter(({ name }) => name.text !== tag);
    return { name: member.name.text, annotations: member.annotations, fields: resolveFields(fields, scope) };
  });
  return withChecks({ kind: 'union', tag, members }, syntax, scope);
}

/** The enum of a union's members' names: what its tag holds. */
export function tagType(members: readonly UnionMember[]): EnumType {
  return { kind: 'enum', members: members.map(({ name }) => name) };
}

/** Fields with their types resolved and their examples checked. */
export function resolveFields(fields: readonly FieldSyntax[], scope: Scope): readonly Field[] {
  return fields.map((field) => resolveField(field, scope));
}

export function resolveField({ name, annotations, type: syntax, optional }: FieldSyntax, scope: Scope): Field {
  const type = resolveType(syntax, scope);
  checkExample(annotations, type, `the example of ${quoted(name.text)}`, scope);
  return { name: name.text, type, optional, annotations, span: name.span };
}
