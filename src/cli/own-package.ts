import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of Varve's own package; two levels up both from the sources and from what is built of them. */
export const packageFolder: string = fileURLToPath(new URL('../..', import.meta.url));

/** `0.1.0` */
export function ownVersion(): string {
  const { version }: { readonly version: string } = JSON.parse(readFileSync(`${packageFolder}/package.json`, 'utf8'));
  return version;
}
