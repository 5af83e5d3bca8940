import type { AggregateSyntax } from '../language/syntax.js';
import type { StreamPattern } from './model.js';
import type { Scope } from './scope.js';
import { quoted } from './type-text.js';

const placeholder = '{id}';

/** The pattern of an aggregate's streams' names: `Cart-{id}`. */
export function resolveStream({ name, stream }: AggregateSyntax, scope: Scope): StreamPattern {
  const fallback: StreamPattern = { category: name.text, prefix: `${name.text}-`, suffix: '' };
  if (stream === undefined) return fallback;
  const problem = problemOf(stream.text);
  if (problem !== undefined) {
    scope.reporter.report('STREAM_PATTERN', stream.span, `${quoted(stream.text)} ${problem}`, {
      help: `write a category, "-" and the id, like \`"${name.text}-{id}"\``,
    });
    return fallback;
  }
  const at = stream.text.indexOf(placeholder);
  return {
    category: stream.text.slice(0, stream.text.indexOf('-')),
    prefix: stream.text.slice(0, at),
    suffix: stream.text.slice(at + placeholder.length),
  };
}

function problemOf(pattern: string): string | undefined {
  const [prefix = '', ...rest] = pattern.split(placeholder);
  if (rest.length === 0) return 'does not say where the id stands';
  if (rest.length > 1) return 'names the id more than once';
  if (/[{}]/.test(prefix + rest.join(''))) return 'has a brace that is not part of {id}';
  if (/[\p{C}\p{Z}]/u.test(pattern)) return 'has a character that cannot be seen';
  if (!prefix.includes('-')) return 'has no "-" before the id, and so no category';
  return prefix.startsWith('-') ? 'has an empty category' : undefined;
}
