import type { Json } from '../../language/syntax.js';
import { flowYaml, yamlString } from '../../model/flow-yaml.js';

/** How wide a line may be before a map is broken into several. */
const width = 100;

/** JSON as YAML that people like to read: small maps and lists in one line, larger ones indented. */
export function printYaml(value: { readonly [key: string]: Json }): string {
  return printEntries(value, '').join('\n') + '\n';
}

function printEntries(map: { readonly [key: string]: Json }, indent: string): readonly string[] {
  return Object.entries(map).flatMap(([key, value]) => {
    const line = `${indent}${yamlString(key)}: ${flowYaml(value)}`;
    const depth = depthOf(value);
    if (depth === 0 || (line.length <= width && depth < (indent === '' ? 2 : 3))) return [line];
    if (Array.isArray(value))
      return [`${indent}${yamlString(key)}:`, ...value.map((item: Json) => `${indent}  - ${flowYaml(item)}`)];
    return isMap(value) ? [`${indent}${yamlString(key)}:`, ...printEntries(value, `${indent}  `)] : [line];
  });
}

function depthOf(value: Json): number {
  if (Array.isArray(value)) return 1 + Math.max(0, ...value.map(depthOf));
  return isMap(value) ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
}

function isMap(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
