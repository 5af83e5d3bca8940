import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { EmittedFile } from '../../src/codegen/emitted-file.js';
import { emitCodec } from '../../src/emit/codec.js';
import { emitContextCodec } from '../../src/emit/context-codec.js';
import type { EmitContext } from '../../src/emit/emit-input.js';
import { emitEvents } from '../../src/emit/events.js';
import { contextNames, named } from '../../src/emit/names.js';
import type { EmitOptions } from '../../src/emit/emit-options.js';
import { emitState } from '../../src/emit/state.js';
import { emitTypes } from '../../src/emit/types.js';
import { emitUpcasters } from '../../src/emit/upcasters.js';
import type { Plans } from '../../src/evolution/plans.js';
import type { Context } from '../../src/model/model.js';

export const noPlans: Plans = {
  events: new Map(),
  types: new Map(),
  downs: { events: new Map(), types: new Map() },
  splits: new Map(),
};

/** What emitters are given for a context that was not read from a file. */
export function emitInput(context: Context, options: Partial<EmitOptions> = {}, plans: Plans = noPlans): EmitContext {
  return {
    context,
    plans,
    names: contextNames(context),
    options: { timestamps: 'string', importExtension: '.ts', ...options },
  };
}

/** The files that codecs consist of. */
export function codecFiles(emit: EmitContext): readonly EmittedFile[] {
  const aggregates = emit.context.aggregates.map((aggregate) => ({
    ...emit,
    aggregate,
    own: named(emit.names.aggregates, aggregate.name),
  }));
  return [
    emitContextCodec(emit),
    emitTypes(emit),
    ...aggregates.flatMap((one) => [emitCodec(one), emitUpcasters(one), emitEvents(one), emitState(one)]),
  ];
}

/** A module of generated code, loaded. */
export type Loaded = Readonly<Record<string, unknown>>;

/** Loads one module of each set of files; the sets share a folder, and know nothing of each other. */
export async function loadGenerated(
  sets: readonly (readonly EmittedFile[])[],
  path: string,
): Promise<readonly Loaded[]> {
  const folder = mkdtempSync(join(tmpdir(), 'varve-generated-'));
  try {
    for (const [index, files] of sets.entries()) {
      for (const file of files) {
        const target = join(folder, `set${index}`, file.path);
        mkdirSync(dirname(target), { recursive: true });
        writeFileSync(target, file.text);
      }
    }
    // One module that holds them all, so that the loader is asked once.
    const index = join(folder, 'index.ts');
    writeFileSync(index, sets.map((_, at) => `export * as set${at} from './set${at}/${path}';\n`).join(''));
    const loaded = (await import(index)) as Readonly<Record<string, Loaded>>;
    return sets.map((_, at) => {
      const module = loaded[`set${at}`];
      if (module === undefined) throw new Error(`set ${at} was not loaded`);
      return module;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
