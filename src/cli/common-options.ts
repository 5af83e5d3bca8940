import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';

export const formats = ['text', 'json', 'github', 'markdown'] as const;

export type Format = (typeof formats)[number];

/** The flags that every command takes. */
export interface CommonOptions {
  readonly config?: string;
  /** Absolute. */
  readonly cwd: string;
  readonly format: Format;
  readonly quiet?: true;
}

export function addCommonOptions(program: Command): void {
  program
    .option('--config <file>', 'the configuration file (default: varve.config.{ts,mts,js,mjs,json})')
    .addOption(
      new Option('--cwd <dir>', 'the working directory').argParser(parseFolder).default(process.cwd(), 'where you are'),
    )
    .addOption(new Option('--format <format>', 'how findings are shown').choices(formats).default('text'))
    .option('--quiet', 'say nothing but findings');
}

function parseFolder(text: string): string {
  const path = resolve(text);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new InvalidArgumentError('There is no such folder.');
  return path;
}
