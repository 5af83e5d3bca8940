import type { Random } from './random.js';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** How one file is laid out all through. */
interface Style {
  readonly random: Random;
  /** Spaces from one level to the next. */
  readonly unit: number;
  readonly noise: boolean;
}

/** A map as YAML, laid out as by people who never agreed on anything: lines and brackets, quotes, comments, blank lines. */
export function layOut(value: { readonly [key: string]: Json }, random: Random): string {
  const style: Style = { random, unit: random.int(1, 4), noise: !random.oneIn(4) };
  const text = `${random.oneIn(3) ? '# what comes first\n' : ''}${mapLines(value, 0, style).join('\n')}`;
  const whole = `${text}${random.pick(['\n', '\n', '\n', '', '\n\n', '\n# what comes last', '\n...\n'])}`;
  return random.oneIn(4) ? whole.replaceAll('\n', '\r\n') : whole;
}

function mapLines(map: { readonly [key: string]: Json }, indent: number, style: Style): readonly string[] {
  const { random } = style;
  const pad = ' '.repeat(indent);
  return Object.entries(map).flatMap(([key, value]) => {
    const lines = entryLines(key, value, indent, style);
    // What is indented behind a text in lines would be a line of it.
    const deeper = lines.some((line) => /[|>]-$/u.test(line)) ? 0 : random.int(0, 3);
    const tail = style.noise && random.oneIn(12) ? [`${' '.repeat(indent + deeper)}# behind`] : [];
    return [...noise(indent, style), ...lines.map((line) => (line === '' ? '' : pad + line)), ...tail];
  });
}

function noise(indent: number, { random, noise: noisy }: Style): readonly string[] {
  if (!noisy) return [];
  return [
    ...(random.oneIn(10) ? [random.pick(['', ' '])] : []),
    ...(random.oneIn(8)
      ? [`${' '.repeat(indent)}# ${random.pick(['about what follows', '1: { fields: {} }', "it's"])}`]
      : []),
  ];
}

/** The lines of an entry, as if it stood at the left. */
function entryLines(key: string, value: Json, indent: number, style: Style): readonly string[] {
  const { random, unit } = style;
  const comment = (): string =>
    style.noise && random.oneIn(6) ? `${' '.repeat(random.int(1, 3))}# ${random.pick(['so', '&a *b', '}'])}` : '';
  const head = `${scalar(key, false, style)}${random.oneIn(20) ? ' ' : ''}:`;
  const inner = ' '.repeat(unit);
  if (typeof value === 'string' && !/^\s|\s$|^$/u.test(value) && random.oneIn(6)) {
    const mark = random.oneIn(2) || value.includes('\n') ? '|-' : '>-';
    return [`${head} ${mark}`, ...value.split('\n').map((line) => inner + line), ...(random.oneIn(3) ? [''] : [])];
  }
  if (isMap(value) && Object.keys(value).length > 0 && !random.oneIn(3)) {
    const lines = mapLines(value, indent + unit, style).map((line) => line.slice(Math.min(indent, leading(line))));
    return [`${head}${comment()}`, ...lines];
  }
  if (Array.isArray(value) && value.length > 0 && random.oneIn(3)) {
    const margin = random.oneIn(2) ? '' : inner;
    const items = value.map((item: Json) => `${margin}- ${flow(item, style)}${comment()}`);
    return [`${head}${comment()}`, ...items];
  }
  if ((isMap(value) || Array.isArray(value)) && random.oneIn(4)) {
    const lines = brokenFlow(value, unit, style);
    return [`${head} ${lines[0] ?? ''}`, ...lines.slice(1, -1), `${lines.at(-1) ?? ''}${comment()}`];
  }
  return [`${head} ${flow(value, style)}${comment()}`];
}

function leading(line: string): number {
  return line.length - line.trimStart().length;
}

/** Brackets over several lines; never in one. */
function brokenFlow(
  value: { readonly [key: string]: Json } | readonly Json[],
  unit: number,
  style: Style,
): readonly string[] {
  const { random } = style;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const inner = ' '.repeat(unit);
  const comma = random.oneIn(2);
  const parts = Array.isArray(value) ? value.map((item: Json) => flow(item, style)) : pairs(value, style);
  const lines = parts.map((part, index) => {
    const separator = index < parts.length - 1 || comma ? ',' : '';
    return `${inner}${part}${separator}${style.noise && random.oneIn(5) ? ' # inside' : ''}`;
  });
  return [open, ...lines, ...(style.noise && random.oneIn(6) ? [`${inner}# the end`] : []), `${inner}${close}`];
}

function pairs(map: object, style: Style): readonly string[] {
  return Object.entries(map).map(([key, item]: [string, Json]) => `${scalar(key, true, style)}: ${flow(item, style)}`);
}

function flow(value: Json, style: Style): string {
  const { random } = style;
  const space = random.oneIn(4) ? '' : ' ';
  const end = random.oneIn(8) ? ',' : '';
  if (Array.isArray(value)) {
    return value.length === 0
      ? '[]'
      : `[${space}${value.map((item: Json) => flow(item, style)).join(', ')}${end}${space}]`;
  }
  if (isMap(value)) {
    const entries = pairs(value, style);
    return entries.length === 0 ? '{}' : `{${space}${entries.join(`,${space}`)}${end}${space}}`;
  }
  return typeof value === 'string' ? scalar(value, true, style) : JSON.stringify(value);
}

function scalar(text: string, inside: boolean, { random }: Style): string {
  const isPlain = /^[A-Za-z0-9][\w|?@. -]*$/u.test(text) && !/^(?:true|false|null)$|^[\d.e-]+$| $/iu.test(text);
  if (isPlain && !random.oneIn(5)) return text;
  // A version's number is read as the text that it is.
  if (!inside && /^\d$/u.test(text) && !random.oneIn(5)) return text;
  if (/^\d$/u.test(text) && !random.oneIn(5)) return text;
  return random.oneIn(2) && !text.includes('\n') ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text);
}

function isMap(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
