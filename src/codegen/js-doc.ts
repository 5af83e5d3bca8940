export interface Documentation {
  /** Markdown. */
  readonly text?: string | undefined;
  /** `true`, or the reason. */
  readonly deprecated?: true | string | undefined;
  /** When it throws what. */
  readonly throws?: string | undefined;
  /** Code, on one line. */
  readonly example?: string | undefined;
}

const docWidth = 100;

/** The text of a doc comment without its delimiters; empty where there is nothing to say. Nothing in it can end the comment. */
export function docText(documentation: Documentation): string {
  const { text = '', throws, deprecated, example } = documentation;
  const paragraphs: string[] = [];
  const description = defuse(text).trim();
  if (description !== '') paragraphs.push(wrap(description));
  const tags: string[] = [];
  if (throws !== undefined) tags.push(wrap(`@throws ${defuse(oneLine(throws))}`));
  if (example !== undefined) tags.push(`@example ${defuse(oneLine(example))}`);
  if (deprecated === true) tags.push('@deprecated');
  else if (deprecated !== undefined) tags.push(wrap(`@deprecated ${defuse(oneLine(deprecated))}`.trim()));
  if (tags.length > 0) paragraphs.push(tags.join('\n'));
  return paragraphs.join('\n\n');
}

/** A doc comment with the line break behind it; empty where there is nothing to say. */
export function jsDoc(documentation: Documentation): string {
  const text = docText(documentation);
  if (text === '') return '';
  if (!text.includes('\n')) return `/** ${text} */\n`;
  const lines = text.split('\n').map((line) => (line === '' ? ' *' : ` * ${line}`));
  return `/**\n${lines.join('\n')}\n */\n`;
}

/** A text for people to read in a database: without what an editor hides or a database refuses. */
export function plainText(text: string): string {
  return dropControls(text).trim();
}

/** A text for a `//` comment. */
export function lineCommentText(text: string): string {
  return oneLine(dropControls(text));
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/** Printable ASCII and line feeds, without what may end a comment or begin a tag: most texts, and nothing to be done. */
const harmless = /^[\n -).+,\-0-?A-~]*$/u;

// An `@` that begins a word would begin a tag, and `@ts-ignore` or `@internal` speak to the compiler.
function defuse(text: string): string {
  if (harmless.test(text)) return text;
  return dropControls(text)
    .replaceAll('*/', '*\\/')
    .replaceAll('/*', '/\\*')
    .replace(/(^|[\s(])@(?=\p{L})/gmu, '$1\\@')
    .replace(/@(?=internal\b)/gu, '@ ');
}

function dropControls(text: string): string {
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029]/gu, '\n')
    .replaceAll('\t', '  ')
    .replace(
      // oxlint-disable-next-line no-control-regex
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\p{Cs}/gu,
      '',
    );
}

function wrap(text: string): string {
  let fenced = false;
  const lines = text.split('\n').map((line) => {
    if (/^\s*(```|~~~)/u.test(line)) {
      fenced = !fenced;
      return line.trimEnd();
    }
    return fenced ? line.trimEnd() : wrapLine(line.trimEnd());
  });
  return lines.join('\n').replace(/\n{3,}/gu, '\n\n');
}

function wrapLine(line: string): string {
  if (line.length <= docWidth) return line;
  const margin = /^\s*/u.exec(line)?.[0] ?? '';
  const wrapped: string[] = [];
  let current = margin;
  for (const word of line.trim().split(' ')) {
    const next = current.trim() === '' ? margin + word : `${current} ${word}`;
    if (next.length > docWidth && current.trim() !== '') {
      wrapped.push(current);
      current = margin + word;
    } else {
      current = next;
    }
  }
  wrapped.push(current);
  return wrapped.join('\n');
}
