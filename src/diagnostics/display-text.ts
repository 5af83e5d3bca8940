/** A character as a terminal shows it. */
interface Cell {
  readonly text: string;
  readonly width: number;
}

/** Shown on a line that is too long, where something is left out. */
const ellipsis = '…';

/** How many columns of a source line are shown at most. */
const widest = 120;

/** How many columns before a marked place stay in view where a line is cut. */
const leadColumns = 40;

const tabStop = 2;

/** A line of the source as it is shown, and the line that marks a stretch of it. */
export interface MarkedLine {
  readonly text: string;
  /** Spaces, then carets. */
  readonly marker: string;
}

/**
 * A source line and the carets under `start` to `end` (offsets in UTF-16 code units). Tabs become spaces, wide characters
 * take two columns and combining ones none, control characters become visible, and a line that is too long is shown
 * around the marked place.
 */
export function markLine(line: string, start: number, end: number): MarkedLine {
  const { cells, startCell, endCell } = cellsOf(line, start, end);
  const total = columnsOf(cells, 0, cells.length);
  if (total <= widest) return marked(cells, 0, cells.length, startCell, endCell);
  let from = startCell;
  for (let columns = 0; from > 0 && columns < leadColumns; from -= 1) columns += cells[from - 1]?.width ?? 0;
  let to = from;
  for (let columns = 0; to < cells.length && columns < widest; to += 1) columns += cells[to]?.width ?? 0;
  return marked(cells, from, to, startCell, Math.min(endCell, to));
}

/** A message that holds texts of a user, safe to print: on one line, without control characters. */
export function displayText(text: string): string {
  let shown = '';
  for (const character of text) shown += character === '\t' ? ' ' : visible(character);
  return shown;
}

function marked(cells: readonly Cell[], from: number, to: number, startCell: number, endCell: number): MarkedLine {
  const before = from > 0 ? ellipsis : '';
  const text = cells
    .slice(from, to)
    .map((cell) => cell.text)
    .join('');
  const indent = before.length + columnsOf(cells, from, startCell);
  const width = Math.max(1, columnsOf(cells, startCell, endCell));
  return {
    text: `${before}${text}${to < cells.length ? ellipsis : ''}`.trimEnd(),
    marker: ' '.repeat(indent) + '^'.repeat(width),
  };
}

function columnsOf(cells: readonly Cell[], from: number, to: number): number {
  let columns = 0;
  for (let index = from; index < to; index += 1) columns += cells[index]?.width ?? 0;
  return columns;
}

/** Only what may be in view is looked at: a line may be megabytes long. */
function cellsOf(
  line: string,
  start: number,
  end: number,
): { cells: readonly Cell[]; startCell: number; endCell: number } {
  const first = Math.max(0, start - widest * 4);
  const last = Math.min(line.length, start + widest * 4);
  const cells: Cell[] = first > 0 ? [{ text: '', width: 0 }] : [];
  let column = 0;
  let startCell = -1;
  let endCell = -1;
  let offset = first;
  for (const character of line.slice(first, last)) {
    if (startCell < 0 && offset >= start) startCell = cells.length;
    if (endCell < 0 && offset >= end) endCell = cells.length;
    const cell = cellOf(character, column);
    cells.push(cell);
    column += cell.width;
    offset += character.length;
  }
  const count = cells.length;
  return { cells, startCell: startCell < 0 ? count : startCell, endCell: endCell < 0 ? count : endCell };
}

function cellOf(character: string, column: number): Cell {
  if (character === '\t') {
    const width = tabStop - (column % tabStop);
    return { text: ' '.repeat(width), width };
  }
  const text = visible(character);
  return { text, width: text === character ? widthOf(character) : 1 };
}

/** Control characters, and those that turn the direction of writing, as a visible stand-in. */
function visible(character: string): string {
  const codePoint = character.codePointAt(0) ?? 0;
  if (codePoint < 0x20) return String.fromCodePoint(0x2400 + codePoint);
  if (codePoint === 0x7f) return '\u2421';
  return /[\u0080-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\ufeff]|\p{Cs}/u.test(character)
    ? '\ufffd'
    : character;
}

/** Wide by the Unicode standard's East Asian Width, near enough for carets. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{18aff}\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

function widthOf(character: string): number {
  const codePoint = character.codePointAt(0) ?? 0;
  if (codePoint < 0x300) return codePoint === 0xad ? 0 : 1;
  if (/[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]/u.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}
