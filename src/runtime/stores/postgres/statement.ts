import { shortHash } from './names.js';

/** A statement, and under which name it is prepared. */
export interface Statement {
  readonly text: string;
  readonly name: string;
}

/** The name is short, and tells texts apart: stores with other schemas may use the same connections. */
export function statement(text: string): Statement {
  const known = statements.get(text);
  if (known !== undefined) return known;
  const made: Statement = { text, name: `varve_${shortHash(text)}` };
  // Texts are few, unless tables come and go.
  if (statements.size >= mostStatements) statements.clear();
  statements.set(text, made);
  return made;
}

/** Those that were made, by their texts: a hash costs more than many a statement. */
const statements = new Map<string, Statement>();
const mostStatements = 1_000;
