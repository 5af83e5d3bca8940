import type { Span } from '../diagnostics/span.js';
import type { Parsing } from './parsing.js';

const longestName = 200;

/** What becomes the name of a type in TypeScript, of a file, and of what is stored. */
export type DeclaredKind = 'type' | 'aggregate' | 'event' | 'projection';

/** What may be any text that can be a key of an object. */
export type FreeKind = 'field' | 'enum member' | 'union member' | 'union tag' | 'stored event name';

/** Refuses, with a reason, what is not PascalCase. */
export function checkDeclaredName(name: string, span: Span, kind: DeclaredKind, parsing: Parsing): void {
  if (isRefused(name, span, kind, parsing) || /^[A-Z][A-Za-z0-9]*$/.test(name)) return;
  const pascal = name.replaceAll(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9]?)/g, (_, letter: string) => letter.toUpperCase());
  parsing.fail(
    'BAD_NAME',
    span,
    `${article(kind)} is named in PascalCase, with letters and digits of ASCII: not "${name}"`,
    {
      help: isSimilar(name, pascal) && /^[A-Z]/.test(pascal) ? `write \`${pascal}\`` : undefined,
    },
  );
}

export function checkContextName(name: string, span: Span, parsing: Parsing): void {
  if (isRefused(name, span, 'context', parsing) || /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name)) return;
  const kebab = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  parsing.fail('BAD_NAME', span, `a context is named in kebab-case, with letters and digits of ASCII: not "${name}"`, {
    help: isSimilar(name, kebab) && /^[a-z]/.test(kebab) ? `write \`${kebab}\`` : undefined,
  });
}

/** Whether a proposal still says what the author wrote: only spaces, hyphens and the like, and case, differ. */
function isSimilar(name: string, proposal: string): boolean {
  return name.replaceAll(/[ ._-]/g, '').toLowerCase() === proposal.replaceAll('-', '').toLowerCase();
}

/** Refuses, with a reason, what cannot safely be a key of an object or stand in a line of text. */
export function checkFreeName(name: string, span: Span, kind: FreeKind, parsing: Parsing): void {
  isRefused(name, span, kind, parsing);
}

function isRefused(name: string, span: Span, kind: string, parsing: Parsing): boolean {
  const reason = refusal(name);
  if (reason === undefined) return false;
  parsing.fail('BAD_NAME', span, `${article(kind)} cannot have this name: ${reason}`);
  return true;
}

function refusal(name: string): string | undefined {
  if (name === '') return 'it is empty';
  if (name === '__proto__') return '"__proto__" is not a property like others in JavaScript';
  if (name.length > longestName) return `it is longer than ${longestName} characters`;
  if (/[\p{Cc}\u2028\u2029]/u.test(name)) return 'it holds a control character or a line break';
  if (/[\u202a-\u202e\u2066-\u2069]/.test(name)) return 'it holds a character that turns the direction of writing';
  // With the flag, a surrogate matches only where its other half is missing.
  if (/\p{Cs}/u.test(name)) return 'it holds half of a surrogate pair';
  return undefined;
}

function article(kind: string): string {
  return /^(?:aggregate|event|enum)/.test(kind) ? `an ${kind}` : `a ${kind}`;
}
