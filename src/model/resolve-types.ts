import type { Span } from '../diagnostics/span.js';
import type { Reporter } from '../diagnostics/reporter.js';
import type { TypeDeclarationSyntax, TypeSyntax, TypeVersionSyntax } from '../language/syntax.js';
import { errorType } from './error-type.js';
import type { NamedType, NamedTypeVersion } from './model.js';
import { checkExample } from './report-literal.js';
import { resolveStep } from './resolve-step.js';
import { resolveType } from './resolve-type.js';
import type { Scope } from './scope.js';
import { reportCycles, reportTooLarge, type TypeSize } from './type-limits.js';
import { underlying } from './type-lookup.js';
import { quoted, typeText } from './type-text.js';
import type { Type } from './type.js';

export interface DeclaredType {
  readonly syntax: TypeDeclarationSyntax;
  /** The file. */
  readonly source: string;
}

/** Resolves the named types of a context; the scope that comes back is the one for everything else in it. */
export function resolveTypes(
  declared: readonly DeclaredType[],
  context: string,
  malformed: ReadonlySet<string>,
  reporter: Reporter,
): Scope {
  const declarations = new Map(declared.map(({ syntax }) => [syntax.name.text, syntax]));
  const types = new Map<string, NamedType>();
  const later: (() => void)[] = [];
  const sizes = new Map<string, TypeSize>();
  let known = false;
  const scope: Scope = {
    reporter,
    context,
    declarations,
    types,
    malformed,
    structureOf: structureLookup(declarations),
    bareTypes: new Map(),
    sizes,
    whenTypesAreKnown: (check) => (known ? check() : void later.push(check)),
  };
  for (const { syntax, source } of declared) types.set(syntax.name.text, resolveDeclaration(syntax, source, scope));
  breakCycles(types, reporter);
  reportTooLarge(types, reporter, sizes);
  known = true;
  for (const check of later) check();
  for (const type of types.values()) checkBrand(type, scope);
  return scope;
}

function resolveDeclaration(syntax: TypeDeclarationSyntax, source: string, scope: Scope): NamedType {
  checkSteps(syntax, scope);
  return {
    name: syntax.name.text,
    annotations: syntax.annotations,
    brand: syntax.brand,
    versioned: syntax.versioned,
    versions: syntax.versions.map((version) => resolveTypeVersion(version, syntax, scope)),
    source,
    span: syntax.name.span,
  };
}

/** Rules say where fields come from, so that they stand only in types of which every version is written as a record. */
function checkSteps({ name, versions }: TypeDeclarationSyntax, { reporter }: Scope): void {
  const other = versions.find(({ type }) => type.kind !== 'record');
  if (other === undefined) return;
  for (const version of versions) {
    const rule = firstRule(version);
    if (rule === undefined) continue;
    reporter.report(
      'STEP_MISPLACED',
      rule,
      `version ${version.number} of ${quoted(name.text)} can have no rules: version ${other.number} is not written as a record`,
      {
        related: [{ message: `version ${other.number} is here`, span: other.span }],
        help: `leave it out; what becomes of a ${name.text} is said where one is used, with \`from\` at the field of an event`,
      },
    );
  }
}

function firstRule({ type, step }: TypeVersionSyntax): Span | undefined {
  const fields = type.kind === 'record' ? type.fields : [];
  const rules = fields.flatMap(({ from, back }) => [from, back]).find((rule) => rule !== undefined);
  return step.custom ?? step.drops[0]?.field.span ?? rules?.span ?? step.back;
}

function resolveTypeVersion(
  syntax: TypeVersionSyntax,
  { name }: TypeDeclarationSyntax,
  scope: Scope,
): NamedTypeVersion {
  const type = resolveType(syntax.type, scope);
  checkExample(syntax.annotations, type, `the example of ${quoted(name.text)}`, scope);
  const isStep = syntax.number > 1 && syntax.type.kind === 'record';
  return {
    number: syntax.number,
    annotations: syntax.annotations,
    type,
    step: isStep && syntax.type.kind === 'record' ? resolveStep(syntax.step, syntax.type.fields) : undefined,
    span: syntax.span,
  };
}

/** Nothing can be built of a type that contains itself: those become the error type, so that nothing runs in circles. */
function breakCycles(types: Map<string, NamedType>, reporter: Reporter): void {
  for (const { name, version } of reportCycles(types, reporter)) {
    const type = types.get(name);
    if (type === undefined) continue;
    const versions = type.versions.map((each) => (each.number === version ? { ...each, type: errorType } : each));
    types.set(name, { ...type, versions });
  }
}

function checkBrand(type: NamedType, { types, reporter }: Scope): void {
  if (!type.brand) return;
  for (const version of type.versions) {
    const base = underlying(version.type, types);
    if (base === errorType || isBrandable(base)) continue;
    reporter.report('BRAND_NOT_SCALAR', type.span, `${quoted(type.name)} cannot be branded: it is ${typeText(base)}`, {
      help: 'a brand is for a string, a uuid, a number of any kind, a boolean, a timestamp, a date or an enum',
    });
    return;
  }
}

function isBrandable({ kind }: Type): boolean {
  return (
    kind !== 'bytes' &&
    kind !== 'json' &&
    kind !== 'list' &&
    kind !== 'map' &&
    kind !== 'nullable' &&
    kind !== 'record' &&
    kind !== 'union'
  );
}

/** Follows aliases in the syntax, each name only once: what a use of a name is made of, before anything is resolved. */
function structureLookup(declarations: ReadonlyMap<string, TypeDeclarationSyntax>): Scope['structureOf'] {
  const known = new Map<string, TypeSyntax | undefined>();
  return (name, version) => {
    const passed = new Set<string>();
    let found: TypeSyntax | undefined;
    let next: { name: string; version: number } | undefined = { name, version };
    while (next !== undefined) {
      const key = `${next.name}@${next.version}`;
      if (known.has(key) || passed.has(key)) {
        found = known.get(key);
        break;
      }
      passed.add(key);
      found = declarations.get(next.name)?.versions[next.version - 1]?.type;
      next =
        found?.kind === 'name' && declarations.has(found.name)
          ? { name: found.name, version: found.version ?? 1 }
          : undefined;
    }
    for (const key of passed) known.set(key, found);
    return found;
  };
}
