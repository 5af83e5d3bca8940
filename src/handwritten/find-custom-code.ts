import { posix } from 'node:path';
import { type CodePart, createCodeParts, placeOf } from '../codegen/syntax/code-parts.js';
import { type QuotedMember, quotedMembers } from '../codegen/syntax/members.js';
import { openFiles, type ParsedFiles } from '../codegen/syntax/parsed-files.js';
import { declaredEvents } from '../evolution/check/released-events.js';
import type { Tree } from '../evolution/check/rule.js';
import type { CustomCode, StepDirection, WrittenPart, WrittenStep } from '../evolution/custom-code.js';
import { customSteps } from '../evolution/custom-steps.js';
import { fingerprint } from '../evolution/fingerprint.js';

export interface CodeSources {
  /** The files in which steps may stand. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** Any file that one of them leads to; `undefined` where there is none. */
  read(path: string): string | undefined;
  /** The folder of generated code, with a slash at its end. */
  readonly generated: string;
}

export interface FoundCode {
  readonly code: CustomCode;
  /** Paths of the files that hold something that was found. */
  readonly used: readonly string[];
}

/** Whether anything is left to TypeScript between versions. */
export function asksForCode(tree: Tree): boolean {
  return wantedVersions(tree).size > 0;
}

/** Finds the hand-written steps in files of TypeScript. Only files in which the name of one stands are parsed. */
export function findCustomCode(tree: Tree, sources: CodeSources): FoundCode {
  const wanted = wantedVersions(tree);
  const code = new Map<string, WrittenStep[]>();
  const likely = sources.files.filter(({ text }) => [...wanted.keys()].some((name) => text.includes(name)));
  if (likely.length === 0) return { code, used: [] };

  const texts = new Map(likely.map(({ path, text }) => [path, text]));
  const files = openFiles({ read: (path) => texts.get(path) ?? sources.read(path) });
  const partsOf = createCodeParts(files);
  const used = new Set<string>();
  for (const { path } of likely) {
    for (const member of membersOf(path, wanted, files)) {
      const { name, field } = splitKey(member.key);
      const parts = printed(() => partsOf(member.node));
      if (parts === undefined) continue;
      const step: WrittenStep = {
        direction: directionOf(member.holders),
        contexts: contextsOf(member, path, sources.generated, wanted.get(name) ?? new Set()),
        field,
        span: placeOf(member.name),
        parts,
      };
      code.set(name, [...(code.get(name) ?? []), step]);
      for (const { span } of [step, ...parts]) used.add(span.path);
    }
  }
  return { code, used: [...used] };
}

/** `MoneyWithdrawn@2`, and the contexts that have something of that name to be written. */
function wantedVersions(tree: Tree): ReadonlyMap<string, ReadonlySet<string>> {
  const wanted = new Map<string, Set<string>>();
  for (const declared of declaredEvents(tree)) {
    for (const version of declared.event.versions) {
      for (const { key } of customSteps(declared, version, new Map())) {
        const { name } = splitKey(key);
        wanted.set(name, (wanted.get(name) ?? new Set()).add(declared.context.name));
      }
    }
  }
  return wanted;
}

function membersOf(path: string, wanted: ReadonlyMap<string, unknown>, files: ParsedFiles): readonly QuotedMember[] {
  // Code that is nested too deeply to be walked through is not looked at.
  return (
    guarded(() => {
      const file = files.file(path);
      return file === undefined ? [] : quotedMembers(file, (key) => wanted.has(splitKey(key).name), files);
    }) ?? []
  );
}

function printed(
  partsOf: () => readonly [CodePart, ...CodePart[]],
): readonly [WrittenPart, ...WrittenPart[]] | undefined {
  return guarded(() => {
    const [first, ...more] = partsOf();
    return [print(first), ...more.map(print)];
  });
}

function print({ name, place, tree }: CodePart): WrittenPart {
  return { name, span: place, print: fingerprint(tree) };
}

function guarded<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function splitKey(key: string): { readonly name: string; readonly field: string | undefined } {
  const dot = key.indexOf('.');
  return dot === -1 ? { name: key, field: undefined } : { name: key.slice(0, dot), field: key.slice(dot + 1) };
}

/** The innermost name that tells. */
function directionOf(holders: readonly string[]): StepDirection | undefined {
  for (const holder of holders) {
    if (/downcast/iu.test(holder)) return 'downcast';
    if (/upcast|CustomSteps/iu.test(holder)) return 'upcast';
  }
  return undefined;
}

/** The contexts whose generated code is used around a member, or else somewhere in its file. */
function contextsOf(
  { modules, fileModules }: QuotedMember,
  path: string,
  generated: string,
  candidates: ReadonlySet<string>,
): readonly string[] {
  const named = (specifiers: readonly string[]): readonly string[] => {
    const found = specifiers.flatMap((specifier) => contextOf(specifier, path, generated, candidates) ?? []);
    return [...new Set(found)];
  };
  const near = named(modules);
  return near.length > 0 ? near : named(fileModules);
}

function contextOf(
  specifier: string,
  path: string,
  generated: string,
  candidates: ReadonlySet<string>,
): string | undefined {
  if (!specifier.startsWith('.')) return specifier.split('/').find((part) => candidates.has(part));
  const target = posix.join(posix.dirname(path), specifier);
  const [context] = target.startsWith(generated) ? target.slice(generated.length).split('/') : [];
  return context !== undefined && candidates.has(context) ? context : undefined;
}
