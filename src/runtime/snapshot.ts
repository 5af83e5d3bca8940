/** Turns a state into JSON text and back. */
export interface SnapshotCodec<State> {
  /** Of the state's shape, of how it is folded, and of every shape and step that flows into it. 64 hex digits. */
  readonly fingerprint: string;
  /** A snapshot is taken when this many events have come since the last; `undefined`: never. */
  readonly every: number | undefined;
  /** @throws InvalidData where the state does not have its declared shape. */
  encode(state: State): string;
  /** @throws InvalidData, SyntaxError where the text is no such state. */
  decode(text: string): State;
}
