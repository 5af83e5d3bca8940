import type { Span } from '../diagnostics/span.js';
import type { Scope } from './scope.js';
import type { Field, RecordType, Type } from './type.js';

/** What one fold of one event can see. */
export interface FoldScope extends Scope {
  readonly event: {
    readonly name: string;
    /** Of its newest version. */
    readonly shape: RecordType;
    readonly span: Span;
  };
  /** The id type of the event's aggregate. */
  readonly id: Type;
  /** What operations work on: a state, or the columns of a projection's row. */
  readonly target: FoldedRecord;
}

export interface FoldedRecord {
  /** `the state of "Cart"`, for messages. */
  readonly label: string;
  readonly fields: readonly Field[];
  /** Key columns, which no operation may change. */
  readonly key: readonly Field[];
}
