import type { EmittedFile } from '../codegen/emitted-file.js';
import { fits, indent } from '../codegen/layout.js';
import { stringLiteral } from '../codegen/literal.js';
import { relativePath } from '../codegen/imports.js';
import { renderTemplate } from '../codegen/template.js';
import { type EmitAggregate, type EmitContext, openFile } from './emit-input.js';
import type { Exported } from './names.js';
import { publicNamesOfAggregate } from './public-names.js';

interface IndexView {
  readonly modules: readonly {
    /** Names in braces; empty where there are none. */
    readonly types: string;
    readonly values: string;
    readonly specifier: string;
  }[];
}

/** `shop/index.ts`: everything public of a context, by name. */
export function emitContextIndex(emit: EmitContext, exported: readonly Exported[]): EmittedFile {
  return indexFile(emit.names.paths.index, exported, emit);
}

/** `shop/cart/index.ts`: everything public of an aggregate, by name. */
export function emitAggregateIndex(emit: EmitAggregate): EmittedFile {
  return indexFile(emit.own.paths.index, publicNamesOfAggregate(emit.own), emit, emit.aggregate.source);
}

function indexFile(path: string, exported: readonly Exported[], emit: EmitContext, source?: string): EmittedFile {
  const file = openFile(emit, path, source);
  const modules = new Map<string, Exported[]>();
  for (const one of exported) {
    const names = modules.get(one.path);
    if (names === undefined) modules.set(one.path, [one]);
    else names.push(one);
  }
  const view: IndexView = {
    modules: [...modules].map(([from, names]) => ({
      types: listed(names.filter(({ kind }) => kind === 'type')),
      values: listed(names.filter(({ kind }) => kind !== 'type')),
      specifier: stringLiteral(relativePath(path, from) + emit.options.importExtension),
    })),
  };
  file.add(modules.size === 0 ? 'export {};' : renderTemplate('index/index', view));
  return file.close();
}

function listed(exported: readonly Exported[]): string {
  if (exported.length === 0) return '';
  const names = exported.map(({ name }) => name);
  const line = `{ ${names.join(', ')} }`;
  // `export type { … } from './projections/…';` stands around it.
  return fits(line, 40) ? line : `{\n${indent(names.map((name) => `${name},\n`).join(''))}}`;
}
