import { InvalidData } from './errors.js';
import { pointerKeys, problemText } from './problem.js';

/**
 * A validator of the Standard Schema interface, version 1 (https://standardschema.dev), which form, RPC and HTTP libraries
 * take as it is.
 */
export interface StandardSchema<Input, Output> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: 'varve';
    readonly validate: (value: unknown) => StandardResult<Output>;
    /** Exists in types alone. */
    readonly types?: { readonly input: Input; readonly output: Output };
  };
}

export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

export interface StandardIssue {
  readonly message: string;
  /** From the outside in; a number is a place in a list. */
  readonly path: readonly (string | number)[];
}

/** Makes a Standard Schema of a function that gives the typed value or throws InvalidData. */
export function standardSchema<Output>(parse: (json: unknown) => Output): StandardSchema<unknown, Output> {
  return {
    '~standard': {
      version: 1,
      vendor: 'varve',
      validate: (value: unknown): StandardResult<Output> => {
        try {
          return { value: parse(value) };
        } catch (error) {
          if (!(error instanceof InvalidData)) throw error;
          return {
            issues: [{ message: problemText({ ...error.problem, pointer: '' }), path: pathIn(value, error.pointer) }],
          };
        }
      },
    },
  };
}

/** A pointer writes `0` for an item of a list and for a key of a map; the value tells which it is. */
function pathIn(value: unknown, pointer: string): (string | number)[] {
  let at = value;
  return pointerKeys(pointer).map((key) => {
    const step = Array.isArray(at) ? Number(key) : key;
    at = typeof at === 'object' && at !== null && Object.hasOwn(at, step) ? Reflect.get(at, step) : undefined;
    return step;
  });
}
