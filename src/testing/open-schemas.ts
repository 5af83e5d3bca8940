import type { Arbitrary } from 'fast-check';
import { analyseSources, type Analysis } from '../compile.js';
import { loadConfig } from '../config/load-config.js';
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.js';
import { renderText } from '../diagnostics/render-text.js';
import { createReporter } from '../diagnostics/reporter.js';
import { seedOf } from '../laws/check-laws.js';
import type { Chain } from '../laws/chain.js';
import { findRuntime, ownPlace, placeIn } from '../laws/emitted/find-runtime.js';
import { type HandWritten, handWrittenNames } from '../laws/hand-written.js';
import type { OpenedAggregate } from '../laws/open-aggregate.js';
import { contextOpener, type Emission, openAggregateIn } from '../laws/open-context.js';
import { tryLaws } from '../laws/try-laws.js';
import { isNone } from '../laws/values/values.js';
import type { Json } from '../language/syntax.js';
import { type Declaration, findDeclaration } from '../model/find-declaration.js';
import { readSourceFiles } from '../source/read-source-files.js';
import { type SourceFile, sourceText } from '../source/source-file.js';
import { brokenLaw, LawsBroken } from './laws-broken.js';

export interface OpenSchemasOptions {
  /** Where the project is; the working directory of the process by default. */
  readonly cwd?: string;
  /** The configuration file, relative to `cwd`; found as every command finds it by default. */
  readonly config?: string;
}

/** What an aggregate is defined with, as far as it is between versions: the argument of `defineCart` will do. */
export interface Definition {
  readonly upcast?: object;
  readonly downcast?: object;
}

export interface TrialOptions {
  /** Draws these values again; otherwise the same ones as long as the shapes of an event are the same. */
  readonly seed?: number;
  /** How many values of each version are drawn beside its edges. 100 by default. */
  readonly draws?: number;
}

/** The schemas of a project, for its tests. */
export interface TestedSchemas {
  /**
   * Data of a version as it is stored: plain JSON, valid, edges now and then. `Cart.ItemAdded@1`; without a number, the
   * newest.
   *
   * @throws where no event is called so, or where no value of it was found.
   */
  stored(event: string): Arbitrary<unknown>;
  /**
   * The same as the types of generated code have it: `long` as `bigint`, `bytes` as `Uint8Array`.
   *
   * ```ts
   * const added = schemas.data<ItemAddedV1>('ItemAdded@1');
   * ```
   */
  data<Data = unknown>(event: string): Arbitrary<Data>;
  /**
   * Tries all laws on the events of an aggregate, with the steps that are written by hand. Every way is tried, also where
   * nothing is hand-written.
   *
   * @throws LawsBroken with a counterexample for each law and event.
   * @throws where a step that the schema asks for is not there.
   */
  checkLaws(aggregate: string, definition?: Definition, options?: TrialOptions): void;
}

/**
 * Opens the schemas of a project for its tests, with generated code in memory: nothing is written.
 *
 * ```ts
 * const schemas = await openSchemas();
 * it('keeps its promises', () => schemas.checkLaws('Account', definition));
 * ```
 *
 * @throws where the schemas have errors, or `@varve/runtime` is not installed.
 */
export async function openSchemas({
  cwd = process.cwd(),
  config: named,
}: OpenSchemasOptions = {}): Promise<TestedSchemas> {
  const reporter = createReporter();
  const loaded = await loadConfig(cwd, named, reporter);
  const sources = loaded === undefined ? [] : readSourceFiles(loaded.config.schemas, cwd, reporter);
  const analysis = analyseSources(sources);
  const findings = [...reporter.diagnostics, ...analysis.diagnostics];
  if (loaded === undefined || hasErrors(findings)) throw new Error(refusal(findings, sources));
  const runtime = await findRuntime([placeIn(cwd), ownPlace]);
  if (runtime === undefined) throw new Error('@varve/runtime is not installed');
  return testedSchemas(analysis, { names: analysis.names, options: loaded.config, runtime });
}

function refusal(findings: readonly Diagnostic[], sources: readonly SourceFile[]): string {
  return `the schemas have errors\n${renderText(findings, new Map(sources.map((file) => [file.path, sourceText(file)])))}`;
}

/** A version of an event that is read. */
interface ReadVersion {
  readonly chain: Chain;
  readonly version: number;
  readonly stored: Arbitrary<Json>;
}

function testedSchemas(analysis: Analysis, emission: Emission): TestedSchemas {
  const { model, plans } = analysis;
  const openContext = contextOpener(plans, emission);
  const found = (name: string): Declaration => {
    const search = findDeclaration(model, name);
    if ('found' in search) return search.found;
    throw new Error(search.help === undefined ? search.problem : `${search.problem}: ${search.help}`);
  };
  const open = (
    declared: Declaration & { readonly kind: 'event' | 'aggregate' },
    written?: HandWritten,
  ): OpenedAggregate => openAggregateIn(openContext(declared.context), declared.aggregate, written);
  const versionOf = (name: string): ReadVersion => {
    const declared = found(name);
    if (declared.kind !== 'event') throw new Error(`"${name}" is no event`);
    const opened = open(declared);
    const chain = opened.chains.find(({ event }) => event === declared.event);
    if (chain === undefined) throw new Error(`"${name}" is never read`);
    const version = declared.version.number;
    const values = opened.valuesOf(chain, version);
    if (isNone(values)) throw new Error(`no value of ${name} was found: ${values.none}`);
    return { chain, version, stored: values.arbitrary };
  };
  return {
    stored: (name) => versionOf(name).stored,
    data<Data>(name: string): Arbitrary<Data> {
      const { chain, version, stored } = versionOf(name);
      // Generated code gives what its types say; the caller names them.
      return stored.map((json) => chain.parse(version, structuredClone(json)) as Data);
    },
    checkLaws(name, definition = {}, { seed, draws = 100 } = {}) {
      const declared = found(name);
      if (declared.kind !== 'aggregate') throw new Error(`"${name}" is no aggregate`);
      const ofContext = plans.get(declared.context);
      if (ofContext === undefined) throw new Error(`the context of "${name}" was not planned`);
      const written = handWritten(definition, handWrittenNames(declared.aggregate, ofContext));
      const { chains, valuesOf } = open(declared, written);
      const broken = chains.flatMap((chain) => {
        const own = seed ?? seedOf(chain, declared.context);
        const examples = tryLaws(chain, (version) => valuesOf(chain, version), { seed: own, draws });
        return examples.map((example) => brokenLaw(example, own));
      });
      if (broken.length > 0) throw new LawsBroken(broken);
    },
  };
}

/** @throws where something that the schema asks for is not there. */
function handWritten(
  { upcast = {}, downcast = {} }: Definition,
  names: Readonly<Record<keyof HandWritten, readonly string[]>>,
): HandWritten {
  const written: HandWritten = {
    upcast: Object.fromEntries(Object.entries(upcast)),
    downcast: Object.fromEntries(Object.entries(downcast)),
  };
  const missing = (['upcast', 'downcast'] as const).flatMap((direction) =>
    names[direction]
      .filter((name) => typeof written[direction][name] !== 'function')
      .map((name) => `${direction}: { '${name}' }`),
  );
  if (missing.length > 0) throw new Error(`what the schema asks for by hand is not there: ${missing.join(', ')}`);
  return written;
}
