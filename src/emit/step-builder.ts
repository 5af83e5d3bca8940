import { withoutTokens } from '../codegen/import-symbol.js';
import { fits, indent } from '../codegen/layout.js';
import { assembled, type BuiltMember, builtRecord, literalOf } from './change.js';
import type { Variables } from './module-scope.js';

/**
 * Collects what a function computes before it returns. Expressions refer to what is computed by marks; when the function
 * is finished, what is used once stands where it is used, what is used more often becomes a constant, and what is not
 * used is left out, unless it has to happen.
 */
export interface StepBuilder {
  /** @returns a mark that stands for the expression. */
  define(definition: Definition): string;
  /** Statements that have to happen: a check. Laid out when the marks in them are known. */
  happen(statements: (resolve: (text: string) => string) => readonly string[]): void;
  /** The statements of the function, with every mark replaced. */
  finish(last: Last): string;
}

export interface Definition {
  /** What the constant is named, where it becomes one. */
  readonly name: string;
  readonly value: DefinitionValue;
  /** Always a constant: the expression is narrowed by TypeScript, or used in statements. */
  readonly constant?: boolean;
  /** It may throw, and so it happens whether its value is used or not. */
  readonly effect?: boolean;
  /** The statement that it then is, where that is not the expression. */
  readonly unused?: string;
}

export type DefinitionValue =
  /** `type` is what a constant has to be told of, where TypeScript would take a literal for a string. */
  | { readonly kind: 'expression'; readonly text: string; readonly type?: string }
  | { readonly kind: 'record'; readonly members: readonly BuiltMember[]; readonly type: string };

/** What a function ends with: statements, or a record that it returns. */
export type Last =
  | { readonly kind: 'statements'; readonly statements: (resolve: (text: string) => string) => readonly string[] }
  | { readonly kind: 'record'; readonly members: readonly BuiltMember[]; readonly type: string };

type Entry =
  | ({ readonly kind: 'definition'; readonly mark: string } & Definition)
  | { readonly kind: 'happening'; readonly statements: (resolve: (text: string) => string) => readonly string[] };

const open = '\u0004';
const close = '\u0005';
// oxlint-disable-next-line no-control-regex
const markPattern = /\u0004(\d+)\u0005/gu;

/** Texts that bind tighter than any operator, or delimit themselves. */
const atomic =
  // oxlint-disable-next-line no-control-regex
  /^(?:-?[\w$.]+n?|'(?:[^'\\]|\\.)*'|[\w$.\u0001:@/\u0002-]+\((?:[^()]|\([^()]*\))*\)|\{[^{}]*\}|\[[^[\]]*\])$/u;

export function createStepBuilder(variables: Variables): StepBuilder {
  const entries: Entry[] = [];
  return {
    define(definition) {
      const mark = `${open}${nextId()}${close}`;
      entries.push({ kind: 'definition', ...definition, mark });
      return mark;
    },
    happen(statements) {
      entries.push({ kind: 'happening', statements });
    },
    finish(last) {
      const uses = countUses(entries, last);
      const replacements = new Map<string, string>();
      const resolve = (text: string): string => resolveMarks(text, replacements);
      const statements = entries.flatMap((entry) => {
        if (entry.kind === 'happening') return entry.statements(resolve);
        const made = placed(entry, uses.get(entry.mark) ?? 0, resolve, variables);
        if (made.replacement !== undefined) replacements.set(entry.mark, made.replacement);
        return made.statements;
      });
      const end =
        last.kind === 'statements'
          ? last.statements(resolve)
          : builtRecord(resolvedMembers(last.members, resolve), last.type, 'next');
      return [...statements, ...end].join('\n');
    },
  };
}

// Marks are unlike each other in nested builders too.
let ids = 0;
function nextId(): number {
  ids += 1;
  return ids;
}

interface Placed {
  readonly statements: readonly string[];
  /** What stands for the mark. */
  readonly replacement?: string;
}

function placed(definition: Definition, used: number, resolve: (text: string) => string, variables: Variables): Placed {
  const { name, value, constant = false, effect = false } = definition;
  if (used === 0) return { statements: effect ? [happeningText(definition, resolve)] : [] };
  const isConstant = constant || used > 1 || effect;
  if (value.kind === 'expression') {
    if (!isConstant) return { statements: [], replacement: resolve(value.text) };
    const variable = variables.take(name);
    return { statements: [declaredText(variable, value.type, resolve(value.text))], replacement: variable };
  }
  const members = resolvedMembers(value.members, resolve);
  if (!isConstant && members.every(({ present }) => present === undefined))
    return { statements: [], replacement: literalOf(members) };
  const variable = variables.take(name);
  const whole = assembled(members, value.type, variable);
  if (whole.result === variable || used === 1) return { statements: whole.statements, replacement: whole.result };
  const parts = assembled(members, value.type, variables.take(`${name}Parts`));
  return { statements: [...parts.statements, declaredText(variable, undefined, parts.result)], replacement: variable };
}

function happeningText({ value, unused }: Definition, resolve: (text: string) => string): string {
  if (unused !== undefined) return resolve(unused);
  return value.kind === 'expression'
    ? `${resolve(value.text)};`
    : `(${literalOf(resolvedMembers(value.members, resolve))});`;
}

function declaredText(variable: string, type: string | undefined, text: string): string {
  const beginning = `const ${variable}${type === undefined ? '' : `: ${type}`} =`;
  const line = `${beginning} ${text};`;
  if (fits(line, 2) || text.includes('\n')) return line;
  const broken = fits(text, 5)
    ? text
    : text.replace(/^([^?]+ === undefined) \? undefined : /u, '$1\n  ? undefined\n  : ');
  return `${beginning}\n${indent(`${broken};`)}`;
}

function resolvedMembers(members: readonly BuiltMember[], resolve: (text: string) => string): readonly BuiltMember[] {
  return members.map((member) => ({
    ...member,
    text: resolve(member.text),
    present: member.present === undefined ? undefined : resolve(member.present),
  }));
}

/** Backwards, so that what only unused definitions use counts as unused. */
function countUses(entries: readonly Entry[], last: Last): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  const count = (text: string): void => {
    for (const [mark] of text.matchAll(markPattern)) uses.set(mark, (uses.get(mark) ?? 0) + 1);
  };
  const countMembers = (members: readonly BuiltMember[]): void => {
    for (const { text, present } of members) {
      count(text);
      if (present !== undefined) count(present);
    }
  };
  const unresolved = (text: string): string => text;
  if (last.kind === 'record') countMembers(last.members);
  else last.statements(unresolved).forEach(count);
  for (const entry of [...entries].reverse()) {
    if (entry.kind === 'happening') {
      entry.statements(unresolved).forEach(count);
    } else if (entry.effect === true || (uses.get(entry.mark) ?? 0) > 0) {
      if (entry.unused !== undefined && (uses.get(entry.mark) ?? 0) === 0) count(entry.unused);
      else if (entry.value.kind === 'expression') count(entry.value.text);
      else countMembers(entry.value.members);
    }
  }
  return uses;
}

function resolveMarks(text: string, replacements: ReadonlyMap<string, string>): string {
  return text.replace(markPattern, (mark: string, _id: string, offset: number) => {
    const replacement = replacements.get(mark);
    if (replacement === undefined) return mark;
    const before = text.slice(0, offset);
    const after = text.slice(offset + mark.length);
    const isAlone = /(?:^|: |[([{,=] ?|return |=> )$/u.test(before) && /^(?:$|[,;)\]]| \})/u.test(after);
    return isAlone || atomic.test(withoutTokens(replacement)) ? replacement : `(${replacement})`;
  });
}

/** An expression that runs statements. */
export function immediately(statements: string): string {
  return `(() => {\n${indent(statements)}\n})()`;
}
