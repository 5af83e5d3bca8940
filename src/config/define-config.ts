import type { Config } from './config.js';

/**
 * Gives a configuration file its types; returns what it is given.
 *
 * ```ts
 * import { defineConfig } from 'varve';
 *
 * export default defineConfig({ output: 'src/generated', timestamps: 'date' });
 * ```
 */
export function defineConfig(config: Config): Config {
  return config;
}
