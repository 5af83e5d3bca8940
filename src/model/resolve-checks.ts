import type { CheckName, CheckSyntax } from '../language/syntax.js';
import { isDecimal } from './decimal.js';
import { isLong } from './text-formats.js';
import type { Scope } from './scope.js';
import { listed, quoted } from './type-text.js';
import type { Type, TypeKind } from './type.js';

type Checks = Partial<Record<CheckName, unknown>>;

/** Reads what a check is given. */
type Reader = (
  check: CheckSyntax,
) => { readonly value: number | bigint | string | boolean } | { readonly wanted: string };

const numberReader: Reader = ({ value: { value } }) =>
  typeof value === 'number' && Number.isFinite(value) ? { value } : { wanted: 'a number' };
const intReader: Reader = ({ value: { value } }) =>
  typeof value === 'number' && Number.isSafeInteger(value) ? { value } : { wanted: 'a safe whole number' };
const countReader: Reader = ({ value: { value } }) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? { value }
    : { wanted: 'a whole number from 0' };
const longReader: Reader = ({ value: { value } }) => {
  const digits = Number.isSafeInteger(value) ? String(value) : value;
  return typeof digits === 'string' && isLong(digits)
    ? { value: BigInt(digits) }
    : { wanted: 'a 64-bit whole number, in quotes where it is beyond 2^53' };
};
const decimalReader: Reader = ({ value: { value } }) => {
  const digits = Number.isSafeInteger(value) ? String(value) : value;
  return typeof digits === 'string' && isDecimal(digits)
    ? { value: digits }
    : { wanted: 'a decimal in quotes like "12.50"' };
};
const formatReader: Reader = ({ value: { value } }) =>
  value === 'email' || value === 'uri' ? { value } : { wanted: 'email or uri' };
const patternReader: Reader = ({ value: { value } }) =>
  typeof value === 'string' ? { value } : { wanted: 'a string' };
const flagReader: Reader = ({ value: { value } }) =>
  typeof value === 'boolean' ? { value } : { wanted: 'true or false' };

/** The checks that each kind of type has, and what each takes. */
const readers: Partial<Record<TypeKind, Partial<Record<CheckName, Reader>>>> = {
  string: { minLength: countReader, maxLength: countReader, pattern: patternReader, format: formatReader },
  int: { min: intReader, max: intReader },
  number: { min: numberReader, max: numberReader, exclusiveMin: numberReader, exclusiveMax: numberReader },
  long: { min: longReader, max: longReader },
  decimal: { min: decimalReader, max: decimalReader, scale: countReader },
  bytes: { maxLength: countReader },
  list: { minItems: countReader, maxItems: countReader, unique: flagReader },
};

/** The type with its checks; a check that is wrong is reported and left out. */
export function resolveChecks(type: Type, checks: readonly CheckSyntax[], scope: Scope): Type {
  const read: Checks = {};
  for (const check of checks) {
    const reader = readers[type.kind]?.[check.name];
    if (reader === undefined) {
      reportNotApplicable(type.kind, check, scope);
      continue;
    }
    const result = reader(check);
    if ('wanted' in result) {
      scope.reporter.report('CHECK_VALUE', check.value.span, `${check.name} must be ${result.wanted}`);
    } else if (check.name !== 'pattern' || isPattern(String(result.value), check, scope)) {
      read[check.name] = result.value;
    }
  }
  // The table of readers gives each kind only its own checks, with values of their types: more than TypeScript can follow.
  return { ...type, ...read } as Type;
}

function reportNotApplicable(kind: TypeKind, { name, nameSpan }: CheckSyntax, { reporter }: Scope): void {
  const has = Object.keys(readers[kind] ?? {});
  const article = /^[aeiou]/.test(kind) ? 'an' : 'a';
  reporter.report('CHECK_NOT_APPLICABLE', nameSpan, `${article} ${kind} has no check ${quoted(name)}`, {
    help: has.length === 0 ? `${article} ${kind} has no checks` : `${article} ${kind} has ${listed(has)}`,
  });
}

function isPattern(source: string, check: CheckSyntax, { reporter }: Scope): boolean {
  try {
    return new RegExp(source, 'u').unicode;
  } catch (error) {
    const reason =
      error instanceof Error ? error.message.slice(error.message.lastIndexOf(': ') + 2) : 'it does not compile';
    reporter.report('PATTERN_INVALID', check.value.span, `${quoted(source)} is not a regular expression: ${reason}`, {
      help: 'patterns are ECMAScript regular expressions with the "u" flag, where every escape must mean something',
    });
    return false;
  }
}
