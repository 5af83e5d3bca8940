import { isAbsolute, relative, resolve, sep } from 'node:path';
import { suggest } from '../diagnostics/did-you-mean.js';
import type { Reporter } from '../diagnostics/reporter.js';
import { startOf, type Span } from '../diagnostics/span.js';
import { defaultConfig, type ResolvedConfig } from './config.js';
import { fixedPart } from './fixed-part.js';

/** Where a configuration stands: its path for people, its text where it has one, and the folder that it speaks of. */
export interface ConfigOrigin {
  readonly path: string;
  readonly text: string | undefined;
  readonly cwd: string;
}

const choices: { readonly [Key in 'mode' | 'timestamps' | 'importExtension']: readonly ResolvedConfig[Key][] } = {
  mode: ['replay', 'deploy', 'publish'],
  timestamps: ['string', 'date', 'temporal'],
  importExtension: ['.js', '.ts', ''],
};

/** Checks what a user wrote and fills in the defaults; reports everything that is wrong. */
export function checkConfig(value: unknown, origin: ConfigOrigin, reporter: Reporter): ResolvedConfig | undefined {
  if (!isRecord(value)) {
    reporter.report('CONFIG_INVALID', startOf(origin.path), `the configuration is ${describe(value)}, not an object`, {
      help: 'write `export default defineConfig({ … })`, or an object in JSON',
    });
    return undefined;
  }
  let sound = true;
  const refuse = (key: string, message: string, help?: string): undefined => {
    sound = false;
    reporter.report('CONFIG_INVALID', spanOfKey(key, origin), message, { help });
    return undefined;
  };

  const known = Object.keys(defaultConfig);
  for (const key of Object.keys(value)) {
    // An editor's pointer to a JSON Schema.
    if (known.includes(key) || key === '$schema') continue;
    const near = suggest(key, known);
    refuse(
      key,
      `"${key}" is not a key of the configuration`,
      near === undefined ? `the keys are ${quotedList(known)}` : `did you mean \`${near}\`?`,
    );
  }

  const choose = <Key extends keyof typeof choices>(key: Key): ResolvedConfig[Key] => {
    const given = value[key];
    if (given === undefined) return defaultConfig[key];
    const allowed = choices[key];
    const found = allowed.find((choice) => choice === given);
    if (found !== undefined) return found;
    const near = typeof given === 'string' ? suggest(given, allowed) : undefined;
    refuse(
      key,
      `"${key}" is ${describe(given)}, not one of ${quotedList(allowed)}`,
      near === undefined ? undefined : `did you mean \`${near}\`?`,
    );
    return defaultConfig[key];
  };

  const config: ResolvedConfig = {
    schemas: checkPatterns('schemas', value['schemas'], refuse) ?? defaultConfig.schemas,
    output: checkOutput(value['output'], origin.cwd, refuse) ?? defaultConfig.output,
    code: checkPatterns('code', value['code'], refuse) ?? defaultConfig.code,
    mode: choose('mode'),
    timestamps: choose('timestamps'),
    importExtension: choose('importExtension'),
  };
  if (!sound) return undefined;
  for (const pattern of config.schemas) {
    if (!pattern.startsWith('!') && isInside(fixedPart(pattern), config.output, origin.cwd)) {
      refuse(
        'output',
        `the output folder "${config.output}" holds the schemas "${pattern}"`,
        'files that no schema produces any more are removed from the output folder: choose one of its own',
      );
    }
  }
  return sound ? config : undefined;
}

type Refuse = (key: string, message: string, help?: string) => undefined;

function checkPatterns(key: 'schemas' | 'code', value: unknown, refuse: Refuse): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const patterns = typeof value === 'string' ? [value] : value;
  // There is nothing to do without schemas; code may be written by others.
  if (!Array.isArray(patterns) || (patterns.length === 0 && key === 'schemas')) {
    return refuse(key, `"${key}" is ${describe(value)}, not a pattern or a list of patterns`);
  }
  const wrong: unknown = patterns.find((pattern) => typeof pattern !== 'string' || pattern.trim() === '');
  if (wrong !== undefined) return refuse(key, `"${key}" holds ${describe(wrong)}, which is no pattern`);
  return patterns.map(String);
}

function checkOutput(value: unknown, cwd: string, refuse: Refuse): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value.trim() === '') {
    return refuse('output', `"output" is ${describe(value)}, not the path of a folder`);
  }
  const steps = relative(cwd, resolve(cwd, value));
  const outward = steps === '..' || steps.startsWith(`..${sep}`);
  if (steps === '' || isInside(cwd, value, cwd)) {
    return refuse(
      'output',
      `"output" is ${describe(value)}, the working directory or a folder around it`,
      'choose a folder of its own, such as `generated`',
    );
  }
  if (outward && !isAbsolute(value)) {
    return refuse(
      'output',
      `"output" is ${describe(value)}, which leads out of the working directory`,
      'if that is meant, write it as an absolute path',
    );
  }
  return value;
}

/** Whether a path is a folder or lies in it. */
export function isInside(path: string, folder: string, cwd: string): boolean {
  const steps = relative(resolve(cwd, folder), resolve(cwd, path));
  return steps === '' || !(steps === '..' || steps.startsWith(`..${sep}`) || isAbsolute(steps));
}

/** The first place that looks like the key's own; the start of the file where there is none. */
function spanOfKey(key: string, { path, text }: ConfigOrigin): Span {
  const escaped = key.replaceAll(/[\\^$.*+?()[\]{}|]/gu, String.raw`\$&`);
  const match = text?.match(new RegExp(String.raw`(?<![\w$.'"-])["']?${escaped}["']?\s*:`, 'u'));
  if (text === undefined || match?.index === undefined) return startOf(path);
  const before = text.slice(0, match.index).split('\n');
  const line = before.length;
  const column = (before.at(-1)?.length ?? 0) + 1;
  const endColumn = column + match[0].replace(/\s*:$/u, '').length;
  return { path, line, column, endLine: line, endColumn };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'function':
      return 'a function';
    case 'object':
      return value === null ? 'null' : 'an object';
    default:
      return 'undefined';
  }
}

function quotedList(items: readonly string[]): string {
  return items.map((item) => JSON.stringify(item)).join(', ');
}
