import { isDeepStrictEqual } from 'node:util';
import { Ajv } from 'ajv';
import type { JsonSchema } from '../../src/emit/json-schema.js';
import { isEmail, isUri } from '../../src/runtime/formats.js';

/** What the language means by its formats, said a second time and in another way than the runtime says it. */
const formats: Readonly<Record<string, (text: string) => boolean>> = {
  'varve-long': (text) =>
    /^-?\d{1,20}$/.test(text) && String(BigInt(text)) === text && BigInt.asIntN(64, BigInt(text)) === BigInt(text),
  'varve-decimal': (text) => {
    const [whole = '', fraction, ...rest] = text.split('.');
    const digits = whole.startsWith('-') ? whole.slice(1) : whole;
    const isPlain = digits === '0' || (isDigits(digits) && !digits.startsWith('0'));
    return isPlain && rest.length === 0 && (fraction === undefined || isDigits(fraction));
  },
  'varve-timestamp': (text) => {
    const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d{1,9})?Z$/.exec(text);
    const milliseconds = parts === null ? Number.NaN : Date.parse(`${parts[1]}T${parts[2]}.000Z`);
    return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().slice(0, 19) === text.slice(0, 19);
  },
  'varve-base64': (text) => Buffer.from(text, 'base64').toString('base64') === text,
  date: (text) => {
    const milliseconds = Date.parse(`${text}T00:00:00.000Z`);
    return (
      /^\d{4}-\d\d-\d\d$/.test(text) &&
      !Number.isNaN(milliseconds) &&
      new Date(milliseconds).toISOString().slice(0, 10) === text
    );
  },
  uuid: (text) => {
    const digits = text.toLowerCase().replaceAll('-', '');
    if (text.length !== 36 || [8, 13, 18, 23].some((at) => text[at] !== '-') || !/^[\da-f]{32}$/.test(digits))
      return false;
    return (
      /^(0{32}|f{32})$/.test(digits) || ('12345678'.includes(digits[12] ?? '') && '89ab'.includes(digits[16] ?? ''))
    );
  },
  // What these are is a decision of the language, and has tests of its own.
  email: isEmail,
  uri: isUri,
};

export type Validate = (value: unknown) => boolean;

/** Ajv as the judge of JSON Schemas with the formats and keywords of the language. */
export function createOracle(): (schema: JsonSchema) => Validate {
  const ajv = new Ajv({ strict: false, ownProperties: true, allErrors: false, validateFormats: true });
  for (const [name, isValid] of Object.entries(formats)) ajv.addFormat(name, isValid);
  // Ajv compares items by calling their own `toString` and `valueOf`, where they have such fields.
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    validate: (isUnique: boolean, items: readonly unknown[]) => !isUnique || areDifferent(items),
  });
  ajv.addKeyword({
    keyword: 'varveMinimum',
    type: 'string',
    validate: (least: string, text: string) => !isNumeric(text) || compare(text, least) >= 0,
  });
  ajv.addKeyword({
    keyword: 'varveMaximum',
    type: 'string',
    validate: (most: string, text: string) => !isNumeric(text) || compare(text, most) <= 0,
  });
  ajv.addKeyword({
    keyword: 'varveMaxScale',
    type: 'string',
    validate: (most: number, text: string) => (text.split('.')[1] ?? '').length <= most,
  });
  ajv.addKeyword({
    keyword: 'varveMaxBytes',
    type: 'string',
    validate: (most: number, text: string) => Buffer.from(text, 'base64').length <= most,
  });
  return (schema) => {
    // Ajv's own dialect has all that is used here, and knows no other by name.
    const { $schema: _dialect, ...rest } = typeof schema === 'object' ? schema : { $schema: '' };
    const validate = ajv.compile(typeof schema === 'object' ? rest : schema);
    return (value) => validate(value) === true;
  };
}

function areDifferent(items: readonly unknown[]): boolean {
  // The trip makes −0 the 0 that it is in JSON.
  const plain = items.map((item): unknown => JSON.parse(JSON.stringify(item)));
  return plain.every((item, index) => plain.slice(index + 1).every((other) => !isDeepStrictEqual(item, other)));
}

function isDigits(text: string): boolean {
  return /^\d+$/.test(text);
}

function isNumeric(text: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(text);
}

function compare(a: string, b: string): number {
  const scale = Math.max(...[a, b].map((text) => (text.split('.')[1] ?? '').length));
  const [left = 0n, right = 0n] = [a, b].map((text) => {
    const [whole = '', fraction = ''] = text.split('.');
    return BigInt(whole + fraction.padEnd(scale, '0'));
  });
  return left < right ? -1 : left > right ? 1 : 0;
}
