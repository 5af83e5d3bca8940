import type { Reporter } from '../diagnostics/reporter.js';
import type { Type } from './type.js';
import type { TypeSize } from './type-limits.js';
import type { Types } from './type-lookup.js';
import type { TypeDeclarationSyntax, TypeSyntax } from '../language/syntax.js';

/** What resolving the declarations of one context looks things up in. */
export interface Scope {
  readonly reporter: Reporter;
  /** The context's name. */
  readonly context: string;
  readonly declarations: ReadonlyMap<string, TypeDeclarationSyntax>;
  /** Filled while the types are resolved; looked into only afterwards (`whenTypesAreKnown`). */
  readonly types: Types;
  /** Names that were declared, but could not be read: a use of one is not reported. */
  readonly malformed: ReadonlySet<string>;
  /** What a use of a name stands for as it is written, aliases followed; `undefined` where that cannot be said. */
  readonly structureOf: (name: string, version: number) => TypeSyntax | undefined;
  /** Structures behind refined uses, resolved without their checks: a memory, so that ten thousand uses cost one look. */
  readonly bareTypes: Map<TypeSyntax, Type>;
  /** How large each named type's version is when written out, by its key (`Money@2`). */
  readonly sizes: ReadonlyMap<string, TypeSize>;
  /** Runs a check that needs the types themselves: at once, or when the last of them is resolved. */
  readonly whenTypesAreKnown: (check: () => void) => void;
}
