// JSON text of values that a check has accepted, as generated code writes it: character for character what JSON.stringify
// writes for the same fields in the same order.

/** What JSON escapes: quotes, backslashes, control characters, and surrogates, which may be lone. */
const escaped = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;

/** A string in quotes. What holds nothing to escape, as nearly every one does, is only looked over. */
export function jsonString(value: unknown): string {
  return typeof value === 'string' && !escaped.test(value) ? `"${value}"` : JSON.stringify(value);
}

/** A list, given what writes an item. */
export function jsonList(list: unknown, item: (value: unknown) => string): string {
  if (!Array.isArray(list) || list.length === 0) return '[]';
  let text = `[${item(list[0])}`;
  for (let i = 1; i < list.length; i += 1) text += `,${item(list[i])}`;
  return `${text}]`;
}

/** A map with its keys in the order of the object, given what writes a value. */
export function jsonMap(map: unknown, value: (value: unknown) => string): string {
  const entries = map as Readonly<Record<string, unknown>>;
  let text = '';
  for (const key in entries) text += `${text === '' ? '' : ','}${jsonString(key)}:${value(entries[key])}`;
  return `{${text}}`;
}
