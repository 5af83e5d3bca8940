import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { defaultConfig } from '../config/config.js';
import { configFileNames } from '../config/load-config.js';
import { createReporter } from '../diagnostics/reporter.js';
import { readSourceFiles } from '../source/read-source-files.js';
import type { SourceFile } from '../source/source-file.js';
import type { CommonOptions } from './common-options.js';
import { createFolderAlarm } from './folder-alarm.js';
import { generateOnce, type GenerateRequest } from './generate-once.js';
import { showOutcome } from './show-outcome.js';
import type { Terminal } from './terminal.js';
import { foldersToWatch } from './watched-folders.js';

/**
 * Generates now and whenever the inputs change, one run at a time, until the process is interrupted. While an error
 * stands, the last good output stays.
 *
 * Folders are watched only as an alarm; whether there is something to do is told by the inputs' content. So it does not
 * matter how an editor saves, and what we write ourselves starts nothing.
 */
export async function watch(options: CommonOptions & GenerateRequest, terminal: Terminal): Promise<void> {
  const { cwd } = options;
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const alarm = createFolderAlarm();
  const configFiles = (options.config === undefined ? configFileNames : [options.config]).map((name) =>
    resolve(cwd, name),
  );
  let { schemas: patterns, output } = defaultConfig;
  let last: string | undefined;
  try {
    while (!interrupted.signal.aborted) {
      // Before the inputs are read, so that a change in between rings.
      alarm.watchOnly([...configFiles.map((file) => dirname(file)), ...foldersToWatch(cwd, patterns, output)]);
      const configs = configFiles.map(readIfThere);
      const inputs = hashOf(configs, readSourceFiles(patterns, cwd, createReporter()));
      if (inputs === last) {
        await alarm.next(interrupted.signal);
        continue;
      }
      // Overwriting an edited file is meant once, not for good.
      const outcome = await generateOnce({ ...options, force: options.force && last === undefined });
      await showOutcome(outcome, options, terminal);
      last = outcome.loaded === undefined ? inputs : hashOf(configs, outcome.sources);
      if (outcome.loaded !== undefined) ({ schemas: patterns, output } = outcome.loaded.config);
      if (options.quiet !== true) terminal.err(`watching ${patterns.join(', ')}\n`);
    }
  } finally {
    alarm.close();
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

function hashOf(configs: readonly (string | undefined)[], sources: readonly SourceFile[]): string {
  const hash = createHash('sha256').update(
    JSON.stringify([configs, sources.map(({ path, bytes }) => [path, bytes.length])]),
  );
  for (const { bytes } of sources) hash.update(bytes);
  return hash.digest('hex');
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
