import { isObject } from './check.js';
import type { CodecTable } from './codec.js';
import { InvalidData } from './errors.js';
import { isJson } from './json.js';
import { expected, inside, type Problem } from './problem.js';

/** What every event's metadata may hold without a declaration; each a string. */
const common = ['correlationId', 'causationId', 'traceparent'] as const;

/** Metadata from its text; `undefined` where there is none. Keys that nobody declared are kept. @throws InvalidData */
export function readMetadata(table: CodecTable, text: string | undefined): unknown {
  if (text === undefined) return undefined;
  const json = checkedMetadata(metadataJson(text));
  if (Object.keys(json).length === 0) return undefined;
  return table.readMetadata === undefined ? json : table.readMetadata(json);
}

/** The text of metadata; `undefined` where there is none, or nothing in it. @throws InvalidData */
export function writeMetadata(table: CodecTable, metadata: unknown): string | undefined {
  if (metadata === undefined) return undefined;
  if (!isObject(metadata)) throw new InvalidData(expected('an object', metadata));
  const json = checkedMetadata(table.writeMetadata === undefined ? metadata : table.writeMetadata(metadata));
  for (const [key, value] of Object.entries(json)) {
    if (value !== undefined && !isJson(value)) throw new InvalidData(inside(key, expected('JSON', value)));
  }
  const text = JSON.stringify(json);
  return text === '{}' ? undefined : text;
}

function metadataJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidData(expected('JSON', text), undefined, { cause });
  }
}

function checkedMetadata(json: unknown): Readonly<Record<string, unknown>> {
  const problem = isObject(json) ? commonProblem(json) : expected('an object', json);
  if (problem !== undefined) throw new InvalidData(problem);
  return json as Readonly<Record<string, unknown>>;
}

function commonProblem(metadata: Readonly<Record<string, unknown>>): Problem | undefined {
  for (const key of common) {
    const value = Object.hasOwn(metadata, key) ? metadata[key] : undefined;
    if (value !== undefined && typeof value !== 'string') return inside(key, expected('a string', value));
  }
  return undefined;
}
