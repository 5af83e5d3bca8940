import { readFileSync, statSync } from 'node:fs';
import { basename, relative, resolve, sep } from 'node:path';
import type { Reporter } from '../diagnostics/reporter.js';
import { startOf } from '../diagnostics/span.js';
import { checkConfig } from './check-config.js';
import { defaultConfig, type ResolvedConfig } from './config.js';
import { importConfig } from './import-config.js';

export const configFileNames: readonly string[] = ['ts', 'mts', 'js', 'mjs', 'json'].map(
  (extension) => `varve.config.${extension}`,
);

export interface LoadedConfig {
  readonly config: ResolvedConfig;
  /** Absolute; `undefined` where there is no file and everything has its default. */
  readonly file: string | undefined;
}

/**
 * Finds and checks the configuration of a working directory. What is wrong with it is reported, and `undefined`
 * returned. A file that is named must exist; otherwise none need.
 */
export async function loadConfig(
  cwd: string,
  named: string | undefined,
  reporter: Reporter,
): Promise<LoadedConfig | undefined> {
  const found = named === undefined ? configFileNames.filter((name) => isFile(resolve(cwd, name))) : [named];
  const [first, second] = found;
  if (first === undefined) return { config: defaultConfig, file: undefined };
  if (second !== undefined) {
    reporter.report(
      'CONFIG_AMBIGUOUS',
      startOf(first),
      `there are ${found.length} configuration files: ${found.join(', ')}`,
      {
        related: found.slice(1).map((name) => ({ message: 'another one', span: startOf(name) })),
        help: 'keep one of them, or name it with `--config`',
      },
    );
    return undefined;
  }

  const file = resolve(cwd, first);
  const path = displayPath(file, cwd);
  if (!isFile(file)) {
    reporter.report('CONFIG_UNREADABLE', startOf(path), `there is no file "${path}"`);
    return undefined;
  }
  if (!/\.(?:[cm]?[jt]s|json)$/u.test(basename(file))) {
    reporter.report('CONFIG_UNREADABLE', startOf(path), `"${path}" is neither TypeScript, JavaScript nor JSON`);
    return undefined;
  }
  try {
    const text = readFileSync(file, 'utf8').replace(/^\uFEFF/u, '');
    const value: unknown = file.endsWith('.json') ? JSON.parse(text) : await importConfig(file);
    const config = checkConfig(value, { path, text, cwd }, reporter);
    return config && { config, file };
  } catch (error) {
    reporter.report('CONFIG_UNREADABLE', startOf(path), `the configuration cannot be loaded: ${firstLine(error)}`, {
      help: isMissingVarve(error)
        ? 'install varve in this project, or export a plain object without importing it'
        : undefined,
    });
    return undefined;
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function displayPath(file: string, cwd: string): string {
  return relative(cwd, file).split(sep).join('/');
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0]?.replace(/[\s.]+$/u, '') ?? '';
}

function isMissingVarve(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("Cannot find package 'varve'");
}
