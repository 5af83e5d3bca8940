/** A server that a store of the demo is on. */
export interface Server {
  readonly url: string;
  readonly stop: () => Promise<void>;
}
