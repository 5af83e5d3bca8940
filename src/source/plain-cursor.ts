import type { Span } from '../diagnostics/span.js';

/** Says that a text is not as plain as its reader wants it. */
export class NotPlain extends Error {}

const notPlain = new NotPlain('not plain');

/** Gives up. One error serves for all, since nobody is shown it. */
export function refuse(): never {
  throw notPlain;
}

export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A place in a text that is read from its beginning to its end, line by line. */
export class PlainCursor {
  /** In UTF-16 code units. */
  at = 0;
  /** The column (from 0) of the deepest comment on a line of its own since this was last set to −1. */
  deepestComment = -1;
  readonly text: string;
  readonly #path: string;
  #line = 1;
  #lineStart = 0;

  constructor(path: string, text: string) {
    this.#path = path;
    this.text = text;
  }

  /** What stands here; `undefined` at the end. */
  peek(): string | undefined {
    return this.text[this.at];
  }

  /** From 0. */
  get column(): number {
    return this.at - this.#lineStart;
  }

  get place(): Place {
    return { line: this.#line, column: this.column + 1 };
  }

  /** From a place to another, by default to here. */
  spanFrom({ line, column }: Place, end: Place = this.place): Span {
    return { path: this.#path, line, column, endLine: end.line, endColumn: end.column };
  }

  /** Passes so many characters of this line, and gives where they stand. */
  pass(length: number): Span {
    const start = this.place;
    this.at += length;
    return this.spanFrom(start);
  }

  /** What a sticky pattern finds here. */
  matched(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text)?.[0];
  }

  /** What is left of this line, without a comment and the blanks around it. */
  restOfLine(): string {
    const end = this.text.indexOf('\n', this.at);
    const rest = this.text.slice(this.at, end === -1 ? this.text.length : end);
    const comment = rest.indexOf(' #');
    return (comment === -1 ? rest : rest.slice(0, comment)).trimEnd();
  }

  skipSpaces(): void {
    while (this.text.charCodeAt(this.at) === 32) this.at += 1;
  }

  toNextLine(): void {
    const end = this.text.indexOf('\n', this.at);
    this.at = end === -1 ? this.text.length : end + 1;
    if (end === -1) return;
    this.#line += 1;
    this.#lineStart = this.at;
  }

  /** Passes blanks and a comment, to the beginning of the next line; refuses anything else. */
  endLine(): void {
    const before = this.at;
    this.skipSpaces();
    const isComment = this.peek() === '#' && this.at > before;
    if (!isComment && this.peek() !== '\n' && this.peek() !== undefined) refuse();
    this.toNextLine();
  }

  /** Goes on to what is neither blank nor a comment. @returns its column, −1 at the end of the text. */
  nextIndentation(): number {
    for (;;) {
      this.skipSpaces();
      const next = this.peek();
      if (next === undefined) return -1;
      if (next === '#') this.deepestComment = Math.max(this.deepestComment, this.column);
      else if (next !== '\n') return this.column;
      this.toNextLine();
    }
  }

  /** Passes blanks and line breaks in brackets, whose lines stand deeper than what they belong to. */
  skipInBrackets(indentation: number): void {
    this.skipSpaces();
    while (this.peek() === '\n') {
      this.toNextLine();
      this.skipSpaces();
      if (this.peek() !== '\n' && this.column <= indentation) refuse();
    }
  }
}
