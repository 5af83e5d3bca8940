export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Where the line ends, before its line break. */
export function lineEnd(text: string, offset: number): number {
  const feed = text.indexOf('\n', offset);
  if (feed === -1) return text.length;
  return feed > offset && text[feed - 1] === '\r' ? feed - 1 : feed;
}

/** Where the next line begins; the text's length where there is none. */
export function nextLine(text: string, offset: number): number {
  const feed = text.indexOf('\n', offset);
  return feed === -1 ? text.length : feed + 1;
}

export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** Whether nothing but spaces stands before an offset on its line. */
export function beginsLine(text: string, offset: number): boolean {
  return /^[ \t]*$/.test(text.slice(lineStart(text, offset), offset));
}

/** The text with each line but the first moved to the right, or to the left where the distance is negative. */
export function shifted(text: string, distance: number): string {
  if (distance === 0) return text;
  const [first = '', ...rest] = text.split('\n');
  const move = (line: string): string => {
    if (line === '' || line === '\r') return line;
    return distance > 0 ? ' '.repeat(distance) + line : line.replace(new RegExp(`^ {0,${-distance}}`), '');
  };
  return [first, ...rest.map(move)].join('\n');
}
