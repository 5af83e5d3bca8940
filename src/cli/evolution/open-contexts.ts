import type { OpenContext } from '../../laws/open-context.js';
import type { OpenedSchemas } from './open-schemas.js';

/**
 * Makes what runs generated code in memory, once and when it is first asked for. It gives `undefined` where
 * `@varve/runtime` is installed neither in the project nor beside Varve.
 */
export function contextsOf({ analysis, config }: OpenedSchemas, cwd: string): () => Promise<OpenContext | undefined> {
  let opened: Promise<OpenContext | undefined> | undefined;
  return () => (opened ??= openContexts());

  async function openContexts(): Promise<OpenContext | undefined> {
    const { findRuntime, ownPlace, placeIn } = await import('../../laws/emitted/find-runtime.js');
    const runtime = await findRuntime([placeIn(cwd), ownPlace]);
    if (runtime === undefined) return undefined;
    const { contextOpener } = await import('../../laws/open-context.js');
    return contextOpener(analysis.plans, { names: analysis.names, options: config, runtime });
  }
}
