import { isObject } from '../../check.js';

/** What runners tell one another in the notes of a build. */
export interface BuildNotes {
  /** Who wrote the rows last; empty where nobody has. */
  readonly runner: string;
}

export function writeNotes({ runner }: BuildNotes): string {
  return JSON.stringify({ runner });
}

/** Reads the notes; whatever cannot be read was nobody's. */
export function readNotes(notes: string): BuildNotes {
  try {
    const parsed: unknown = JSON.parse(notes);
    if (isObject(parsed) && typeof parsed['runner'] === 'string') return { runner: parsed['runner'] };
  } catch {
    // Somebody else's words.
  }
  return { runner: '' };
}
