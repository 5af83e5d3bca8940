import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Reporter } from '../diagnostics/reporter.js';
import { startOf } from '../diagnostics/span.js';
import { completePackage, type PackageJson } from './complete-package.js';
import { packageFolder } from './own-package.js';
import { projectTsconfig } from './project-tsconfig.js';

export interface InitChange {
  readonly action: 'create' | 'complete' | 'keep';
  readonly path: string;
}

/**
 * Writes what a project needs and does not have yet. A file that is there stays as it is, but that keys which its
 * package.json lacks are added. Nothing is written where that file cannot be read.
 */
export function initProject(folder: string, reporter: Reporter): readonly InitChange[] | undefined {
  const packageText = existsSync(join(folder, 'package.json'))
    ? readFileSync(join(folder, 'package.json'), 'utf8')
    : undefined;
  const given =
    packageText === undefined
      ? { name: packageName(folder), version: '0.0.0', private: true }
      : parsePackage(packageText);
  if (given === undefined) {
    reporter.report('CONFIG_UNREADABLE', startOf('package.json'), '"package.json" is not a JSON object');
    return undefined;
  }
  const completed = completePackage(given, ownPackage());

  const write = (path: string, text: string): InitChange => {
    const target = join(folder, path);
    if (existsSync(target)) return { action: 'keep', path };
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text, { flag: 'wx' });
    return { action: 'create', path };
  };
  const writePackage = (): InitChange => {
    const text = `${JSON.stringify(completed, undefined, indentOf(packageText))}\n`;
    if (packageText === undefined) return write('package.json', text);
    if (JSON.stringify(completed) === JSON.stringify(given)) return { action: 'keep', path: 'package.json' };
    writeFileSync(join(folder, 'package.json'), text);
    return { action: 'complete', path: 'package.json' };
  };

  return [
    writePackage(),
    write('tsconfig.json', projectTsconfig(completed.type !== 'commonjs')),
    write('.gitignore', template('gitignore')),
    write('schemas/todo.varve.yaml', template('schemas/todo.varve.yaml')),
    write('src/main.ts', template('src/main.ts')),
  ];
}

function template(path: string): string {
  return readFileSync(join(packageFolder, 'templates', 'init', path), 'utf8');
}

function ownPackage(): PackageJson {
  const own: PackageJson = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  return own;
}

function parsePackage(text: string): PackageJson | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/u, ''));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What npm takes for a name, of a folder that may be called anything. */
function packageName(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/gu, '-')
    .replaceAll(/^[._-]+|[._-]+$/gu, '');
  return name === '' ? 'todo' : name;
}

function indentOf(text: string | undefined): string | number {
  return text?.match(/^\{\r?\n([\t ]+)"/u)?.[1] ?? 2;
}
