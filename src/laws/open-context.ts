import { emitContext } from '../emit/emit-context.js';
import type { EmitContext } from '../emit/emit-input.js';
import type { EmitOptions } from '../emit/emit-options.js';
import { contextNames } from '../emit/names.js';
import type { Names } from '../emit/plan-names.js';
import type { Plans } from '../evolution/plans.js';
import type { Context } from '../model/model.js';
import { type EmittedCode, type Exports, openEmittedCode } from './emitted/load-emitted.js';

/** A context whose generated code runs. */
export interface OpenedContext {
  readonly emit: EmitContext;
  readonly code: EmittedCode;
}

export interface OpenContextRequest {
  readonly names: Names;
  readonly options: EmitOptions;
  /** What generated code is to run on. */
  readonly runtime: Exports;
}

/** Opens contexts, each once. */
export type OpenContext = (context: Context) => OpenedContext;

export function contextOpener(
  plans: ReadonlyMap<Context, Plans>,
  { names, options, runtime }: OpenContextRequest,
): OpenContext {
  const opened = new Map<Context, OpenedContext>();
  return (context) => {
    const known = opened.get(context);
    if (known !== undefined) return known;
    const own = plans.get(context);
    if (own === undefined) throw new Error(`the context ${context.name} was not planned`);
    const files = emitContext(context, own, names, options);
    const emit = { context, plans: own, names: names.get(context.name) ?? contextNames(context), options };
    const made = { emit, code: openEmittedCode(files, runtime) };
    opened.set(context, made);
    return made;
  };
}
