import { indent } from '../codegen/layout.js';
import { property } from '../codegen/literal.js';
import { assembled, type BuiltMember, literalOf } from './change.js';
import type { Variables } from './module-scope.js';

/**
 * Collects what a function computes before it returns. Expressions refer to what is computed by marks; when the function
 * is finished, what is used once stands where it is used, what is used more often becomes a constant, and what is not
 * used is left out, unless it has to happen.
 */
export interface StepBuilder {
  /** @returns a mark that stands for the expression. */
  define(definition: Definition): string;
  /** The statements of the function whose last is given, with every mark replaced. */
  finish(last: readonly string[]): string;
}

export interface Definition {
  /** What the constant is named, where it becomes one. */
  readonly name: string;
  readonly value: DefinitionValue;
  /** Always a constant: the expression is narrowed by TypeScript, or used in statements. */
  readonly constant?: boolean;
  /** It may throw, and so it happens whether its value is used or not. */
  readonly effect?: boolean;
  /** Statements behind it; only of an effect. */
  readonly after?: (mark: string) => readonly string[];
}

export type DefinitionValue =
  | { readonly kind: 'expression'; readonly text: string }
  | { readonly kind: 'record'; readonly members: readonly BuiltMember[]; readonly type: string };

interface Entry extends Definition {
  readonly mark: string;
  readonly afterwards: readonly string[];
}

const open = '\u0004';
const close = '\u0005';
const markPattern = /\u0004(\d+)\u0005/gu;

/** Texts that bind tighter than any operator, or delimit themselves. */
const atomic = /^(?:-?[\w$.]+n?|'(?:[^'\\]|\\.)*'|[\w$.\u0001:@/\u0002-]+\((?:[^()]|\([^()]*\))*\)|\{[^{}]*\}|\[[^[\]]*\])$/u;

export function createStepBuilder(variables: Variables): StepBuilder {
  const entries: Entry[] = [];
  return {
    define(definition) {
      const mark = `${open}${nextId()}${close}`;
      entries.push({ ...definition, mark, afterwards: definition.after?.(mark) ?? [] });
      return mark;
    },
    finish(last) {
      const uses = countUses(entries, last);
      const replacements = new Map<string, string>();
      const resolve = (text: string): string => resolveMarks(text, replacements);
      const statements: string[] = [];
      for (const entry of entries) {
        const used = uses.get(entry.mark) ?? 0;
        if (used === 0 && entry.effect !== true) continue;
        const { value } = entry;
        if (value.kind === 'expression') {
          const text = resolve(value.text);
          if (used === 0) statements.push(`${text};`);
          else if (used === 1 && entry.constant !== true && entry.effect !== true) replacements.set(entry.mark, text);
          else {
            const name = variables.take(entry.name);
            replacements.set(entry.mark, name);
            statements.push(`const ${name} = ${text};`);
          }
        } else {
          const members = value.members.map((member) => ({
            ...member,
            text: resolve(member.text),
            present: member.present === undefined ? undefined : resolve(member.present),
          }));
          if (used === 1 && entry.constant !== true && members.every(({ present }) => present === undefined)) {
            replacements.set(entry.mark, literalOf(members));
          } else {
            const name = variables.take(entry.name);
            replacements.set(entry.mark, name);
            statements.push(...assembled(members, value.type, name));
          }
        }
        statements.push(...entry.afterwards.map(resolve));
      }
      return [...statements, ...last.map(resolve)].join('\n');
    },
  };
}

// Marks are unlike each other in nested builders too.
let ids = 0;
function nextId(): number {
  ids += 1;
  return ids;
}

/** Backwards, so that what only unused definitions use counts as unused. */
function countUses(entries: readonly Entry[], last: readonly string[]): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  const count = (text: string): void => {
    for (const [mark] of text.matchAll(markPattern)) uses.set(mark, (uses.get(mark) ?? 0) + 1);
  };
  last.forEach(count);
  for (const entry of [...entries].reverse()) {
    if (entry.effect !== true && (uses.get(entry.mark) ?? 0) === 0) continue;
    entry.afterwards.forEach(count);
    if (entry.value.kind === 'expression') count(entry.value.text);
    else {
      for (const { text, present } of entry.value.members) {
        count(text);
        if (present !== undefined) count(present);
      }
    }
  }
  return uses;
}

function resolveMarks(text: string, replacements: ReadonlyMap<string, string>): string {
  const short = text.replace(/(?<=[{,\n] *)([\w$]+): (\u0004\d+\u0005)(?=[,\n]| \})/gu, (whole, key: string, mark: string) =>
    replacements.get(mark) === key ? property(key, key) : whole,
  );
  return short.replace(markPattern, (mark: string, _id: string, offset: number) => {
    const replacement = replacements.get(mark);
    if (replacement === undefined) return mark;
    const before = short.slice(0, offset);
    const after = short.slice(offset + mark.length);
    const isAlone = /(?:^|: |[([{,=] ?|return |=> )$/u.test(before) && /^(?:$|[,;)\]]| \})/u.test(after);
    return isAlone || atomic.test(replacement) ? replacement : `(${replacement})`;
  });
}

/** An expression that runs statements. */
export function immediately(statements: string): string {
  return `(() => {\n${indent(statements)}\n})()`;
}
