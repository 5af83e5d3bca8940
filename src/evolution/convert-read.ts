import type { Span } from '../diagnostics/span.js';
import type { PathSyntax } from '../language/syntax.js';
import { resolvePath } from '../model/resolve-path.js';
import { fieldNamed, underlying } from '../model/type-lookup.js';
import { quoted, typeText } from '../model/type-text.js';
import type { TypeKind } from '../model/type.js';
import type { Conversion, Read } from './plan.js';
import type { PlanScope, RuleTarget } from './plan-scope.js';
import { widen } from './widen.js';

/** Follows a path into the data of the version before; reports where it leads nowhere. */
export function readPath(path: PathSyntax, scope: PlanScope): Read | undefined {
  const resolved = resolvePath(path.names, scope.fields, scope.label, scope.types, scope.malformed, scope.present);
  if (!resolved.ok) {
    scope.reporter.report(resolved.code, path.span, resolved.message, { help: resolved.help });
    return undefined;
  }
  if (!isAbsent(resolved.read.path, scope)) return resolved.read;
  const message = `${readLabel(resolved.read, scope)} is never there: the part is made when ${quoted((scope.absent ?? []).join('.'))} is absent`;
  scope.reporter.report('RULE_MISMATCH', path.span, message, {
    help: 'take the value from elsewhere, or leave out a field that is optional',
  });
  return undefined;
}

/** Whether a path leads to, or through, what the scope knows not to be there. */
export function isAbsent(path: readonly string[], { absent }: PlanScope): boolean {
  return absent !== undefined && absent.every((name, index) => path[index] === name);
}

/** Whether what is read may be put into the target as far as being absent goes; reports where it may not. */
export function isPresenceFit(read: Read, target: RuleTarget, span: Span, scope: PlanScope): boolean {
  if (!read.optional || target.optional) return true;
  scope.reporter.report('TYPE_NARROWED', span, `${readLabel(read, scope)} may be absent, and ${target.label} may not`, {
    related: declared(read, scope),
    help: 'make it optional, or say with `from: custom` what it is then',
  });
  return false;
}

/**
 * The conversion of what is read to what is wanted. `taken` is whether the author said `from`, and so takes values that
 * the newer type's checks may refuse.
 */
export function convertRead(
  read: Read,
  from: Read['type'],
  target: RuleTarget,
  taken: boolean,
  span: Span,
  scope: PlanScope,
): { readonly conversion: Conversion; readonly checked: boolean } | undefined {
  const { reporter, types } = scope;
  const widening = widen(from, target.type, types);
  const flow = `${readLabel(read, scope)} (${typeText(from)}) does not flow into ${target.label} (${typeText(target.type)})`;
  if (!widening.fits) {
    reporter.report('TYPE_NARROWED', span, `${flow}: ${widening.reason}`, {
      related: declared(read, scope),
      help: ruleFor(from, read.path.join('.'), target, scope),
    });
    return undefined;
  }
  if (widening.tightened !== undefined && !taken) {
    reporter.report('TYPE_NARROWED', span, `${flow} as it is: ${widening.tightened}`, {
      related: declared(read, scope),
      help: `write \`from: ${read.path.join('.')}\` if every stored value passes: each is then checked when it is read`,
    });
  }
  if (widening.unsafe) {
    reporter.report(
      'UNSAFE_WIDEN',
      span,
      `${readLabel(read, scope)} is a long, and digits beyond 2^53 are lost in ${target.label}`,
      {
        severity: 'warning',
        related: declared(read, scope),
        help: 'keep it a long, or make it a decimal with `from: custom`',
      },
    );
  }
  return { conversion: widening.conversion, checked: widening.tightened !== undefined };
}

export function readLabel(read: Read, { label }: PlanScope): string {
  return `${quoted(read.path.join('.'))} of ${label}`;
}

/** Where the field that is read is declared. */
export function declared(
  { path: [name = ''] }: Read,
  { fields }: PlanScope,
): { readonly message: string; readonly span: Span }[] {
  const field = fieldNamed(fields, name);
  return field === undefined ? [] : [{ message: `${quoted(name)} is declared here`, span: field.span }];
}

/** What `parse` makes of a text, and `format` a text of. */
const textKinds: ReadonlySet<TypeKind> = new Set(['int', 'long', 'number', 'decimal', 'boolean', 'timestamp', 'date']);

/** The rule that takes one type to the other, if the language has one. */
function ruleFor(from: Read['type'], path: string, target: RuleTarget, { types }: PlanScope): string {
  const [given, wanted] = [underlying(from, types), underlying(target.type, types)];
  if (given.kind === 'string' && textKinds.has(wanted.kind))
    return `write \`from: { parse: ${path} }\`, or \`from: custom\``;
  if (given.kind === 'enum' && (wanted.kind === 'enum' || wanted.kind === 'string'))
    return `write \`from: { field: ${path}, map: { … } }\``;
  if (wanted.kind === 'string' && textKinds.has(given.kind)) return `write \`from: { format: ${path} }\``;
  if (wanted.kind === 'list' && given.kind !== 'list') return `write \`from: { wrap: ${path} }\``;
  if (given.kind === 'list') return `write \`from: { first: ${path}, else: … }\``;
  return 'write `from: custom`';
}
