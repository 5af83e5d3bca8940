const longest = 80;
const twoTo128 = 1n << 128n;

/** What a reader of a log must not be fooled by, beyond what JSON escapes: controls, bidirectional overrides, line ends. */
const unprintable = /[\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** A short rendering of a value for a message: never longer than a line, never more than the value's outside. */
export function rendered(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'nothing';
    case 'string':
      return quoted(value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
      return value < twoTo128 && value > -twoTo128 ? `${value}n` : 'a bigint of more than 128 bits';
    case 'boolean':
      return String(value);
    case 'object':
      return value === null ? 'null' : renderedObject(value);
    default:
      return `a ${typeof value}`;
  }
}

/** Text in quotes on one line, cut where it is long. */
export function quoted(text: string, most: number = longest): string {
  const cut = text.length > most ? text.slice(0, most) : text;
  const escaped = JSON.stringify(cut).replace(
    unprintable,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return cut === text ? escaped : `${escaped}… (${text.length} characters)`;
}

function renderedObject(value: object): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return 'an empty list';
    return value.length === 1 ? 'a list of 1 item' : `a list of ${value.length} items`;
  }
  if (value instanceof Uint8Array) return `a Uint8Array of ${value.length} bytes`;
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? 'an invalid Date' : `the Date ${value.toISOString()}`;
  if (value instanceof Error) return `${value.name}: ${quoted(value.message)}`;
  return instanceText(value);
}

/** Read without calling anything that the value brings along. */
function instanceText(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (typeof prototype !== 'object' || prototype === null || Object.getPrototypeOf(prototype) === null)
    return 'an object';
  const maker: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  const name: unknown = typeof maker === 'function' ? Object.getOwnPropertyDescriptor(maker, 'name')?.value : undefined;
  return typeof name === 'string' && /^[\w$]{1,60}$/.test(name) ? `an instance of ${name}` : 'an instance of a class';
}
