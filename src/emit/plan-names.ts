import type { Reporter } from '../diagnostics/reporter.js';
import type { Model } from '../model/model.js';
import { contextNames, type ContextNames } from './names.js';

/** By the context's name. */
export type Names = ReadonlyMap<string, ContextNames>;

/** Decides every name and path of what will be generated, and reports those that cannot be had. */
export function planNames(model: Model, _reporter: Reporter): Names {
  return new Map(model.contexts.map((context) => [context.name, contextNames(context)]));
}
