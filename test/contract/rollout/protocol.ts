/** What happens in the bank, in words of no version. */
export type Command =
  | { readonly event: 'open'; readonly owner: string; readonly tier: 'basic' | 'pro' | 'trial' }
  | { readonly event: 'deposit'; readonly cents: number; readonly currency: 'EUR' | 'USD' }
  | {
      readonly event: 'withdraw';
      readonly cents: number;
      readonly currency: 'EUR' | 'USD';
      readonly tags: readonly string[];
      readonly country: string;
    };

/** What is asked of a build: a line of its input. */
export type Question =
  /** Appends all of it or nothing; says the revision. */
  | { readonly ask: 'append'; readonly account: string; readonly commands: readonly Command[] }
  /** Appends one after the other, each on what was loaded, against whoever else does; says the last revision. */
  | { readonly ask: 'execute'; readonly account: string; readonly commands: readonly Command[] }
  /** Says what is seen of the state, from a snapshot where there is one, and from the start. */
  | { readonly ask: 'load'; readonly account: string }
  /** Says what is seen after each event. */
  | { readonly ask: 'history'; readonly account: string }
  /** Says what was deposited and withdrawn in euros, of each account, up to the end. */
  | { readonly ask: 'totals' }
  /** Says the ids and types of so many events, in the order in which its subscription has given them since the start. */
  | { readonly ask: 'follow'; readonly events: number };

export interface Seen {
  readonly owner: string;
  readonly tier: string;
  readonly euros: string;
  readonly tags: readonly string[];
  readonly country: string;
}
