import type { ReadPart } from '../chain.js';
import type { Exports } from './exports.js';

/** What a codec reads an event with. */
export interface Reader {
  readonly versions?: Readonly<Record<number, (json: unknown, envelope: object) => unknown>>;
  readonly parts?: Readonly<Record<number, (json: unknown, envelope: object) => readonly ReadPart[]>>;
}

/** What a codec is made of, as far as it is of interest here: by an event's name, what reads it. */
export interface CodecTable {
  readonly readers: Readonly<Record<string, Reader>>;
}

export interface WatchedRuntime {
  /** What generated code is to import as `@varve/runtime`. */
  readonly runtime: Exports;
  /** What a codec that it made was made of. */
  tableOf(codec: unknown): CodecTable;
}

/** The runtime, but for remembering what each codec is made of: what a codec hides is what the laws are about. */
export function watchCodecs(runtime: Exports): WatchedRuntime {
  const { createCodec } = runtime;
  if (typeof createCodec !== 'function') throw new Error('this is not the runtime: it makes no codecs');
  const tables = new Map<unknown, CodecTable>();
  const watched = (table: CodecTable): unknown => {
    const codec: unknown = createCodec(table);
    tables.set(codec, table);
    return codec;
  };
  return {
    runtime: { ...runtime, createCodec: watched },
    tableOf(codec) {
      const table = tables.get(codec);
      if (table === undefined) throw new Error('a codec that the runtime did not make');
      return table;
    },
  };
}
