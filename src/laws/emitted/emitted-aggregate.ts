import { hasCustomSteps } from '../../emit/custom-steps.js';
import type { EmitAggregate } from '../../emit/emit-input.js';
import { hasCustomDowncasts } from '../../emit/event-downcasts.js';
import { StepFailure } from '../../evolution/interpret-plan.js';
import { envelope } from '../envelope.js';
import type { HandWritten } from '../hand-written.js';
import type { EmittedCode } from './load-emitted.js';
import type { Reader } from './watch-codecs.js';

/** The generated code of an aggregate's events, running. */
export interface EmittedAggregate {
  /** Stored data of a version as typed. @throws StepFailure where it is not valid. */
  parse(event: string, version: number, json: unknown): unknown;
  /** What is wrong with stored data of a version, if anything. */
  problem(event: string, version: number, stored: unknown): string | undefined;
  /** Calls a step, or what takes a version straight to the newest. */
  up(name: string, data: unknown): unknown;
  /** Calls a step back, or what takes the newest straight to an older version. */
  down(name: string, stored: unknown, backs: Readonly<Record<string, unknown>>): unknown;
  /** What the codec reads an event with. */
  reader(event: string): Reader;
}

interface Validator {
  readonly '~standard': { readonly validate: (value: unknown) => Validated };
}

interface Validated {
  readonly value?: unknown;
  readonly issues?: readonly { readonly message: string; readonly path: readonly (string | number)[] }[];
}

/** Runs what was generated for an aggregate, with what is hand-written where that is there. */
export function openEmitted(
  emit: EmitAggregate,
  { load, tableOf }: EmittedCode,
  written: HandWritten | undefined,
): EmittedAggregate {
  const { own, aggregate, plans } = emit;
  const upcasters = load(own.paths.upcasters);
  const codec = load(own.paths.codec);
  const steps = written?.upcast ?? {};
  const given = [
    ...(hasCustomSteps(aggregate, plans) ? [steps] : []),
    ...(hasCustomDowncasts(emit) ? [written?.downcast ?? {}] : []),
  ];
  const exported = codec[own.codec.name];
  const { readers } = tableOf(typeof exported === 'function' ? exported(...given) : exported);
  // The types of generated code are not known here; each member of the table is a Standard Schema.
  const schemas = codec[own.schemas.name] as Readonly<Record<string, Readonly<Record<number, Validator>>>>;
  const validated = (event: string, version: number, json: unknown): Validated => {
    const schema = Object.hasOwn(schemas, event) ? schemas[event]?.[version] : undefined;
    if (schema === undefined) throw new Error(`${event}@${version} has no generated schema`);
    return schema['~standard'].validate(json);
  };
  return {
    parse(event, version, json) {
      const { value, issues } = validated(event, version, json);
      if (issues !== undefined) throw new StepFailure(issueText(issues));
      return value;
    },
    problem(event, version, stored) {
      const { issues } = validated(event, version, stored);
      return issues === undefined ? undefined : issueText(issues);
    },
    up: (name, data) => called(upcasters, name, [data, envelope, steps]),
    down: (name, stored, backs) => called(codec, name, [stored, backs]),
    reader: (event) => (Object.hasOwn(readers, event) ? (readers[event] ?? {}) : {}),
  };
}

function called(exports: Readonly<Record<string, unknown>>, name: string, given: readonly unknown[]): unknown {
  const made = exports[name];
  if (typeof made !== 'function') throw new Error(`nothing generated is called ${name}`);
  return made(...given);
}

function issueText(issues: NonNullable<Validated['issues']>): string {
  return issues.map(({ message, path }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`)).join('; ');
}
