import { delimited } from '../codegen/layout.js';
import { numberLiteral, regexLiteral, stringLiteral } from '../codegen/literal.js';
import { runtime } from '../codegen/runtime-symbols.js';
import type { DecimalType, EnumType, IntType, LongType, NumberType, ScalarType, StringType } from '../model/type.js';
import type { ModuleScope } from './module-scope.js';

const mostCompared = 8;

/**
 * What is true of a value that is no such scalar, as alternatives of `||`: each may rely on those before it.
 *
 * @param name what constants are named for: `itemAddedV1Sku`.
 */
export function scalarFaults(
  type: ScalarType,
  expression: string,
  name: string,
  module: ModuleScope,
): readonly string[] {
  switch (type.kind) {
    case 'string':
      return stringFaults(type, expression, name, module);
    case 'boolean':
      return [`typeof ${expression} !== 'boolean'`];
    case 'int':
      return [
        `typeof ${expression} !== 'number'`,
        `!Number.isSafeInteger(${expression})`,
        ...numberBounds(type, expression),
      ];
    case 'number':
      return [
        `typeof ${expression} !== 'number'`,
        `!Number.isFinite(${expression})`,
        ...numberBounds(type, expression),
      ];
    case 'long':
      return [`!${runtime.isLong}(${expression})`, ...longBounds(type, expression)];
    case 'decimal':
      return [`!${runtime.isDecimal}(${expression})`, ...decimalBounds(type, expression)];
    case 'uuid':
      return [`!${runtime.isUuid}(${expression})`];
    case 'timestamp':
      return [`!${runtime.isTimestamp}(${expression})`];
    case 'date':
      return [`!${runtime.isLocalDate}(${expression})`];
    case 'bytes': {
      const length = type.maxLength === undefined ? [] : [`${runtime.base64Length}(${expression}) > ${type.maxLength}`];
      return [`!${runtime.isBase64}(${expression})`, ...length];
    }
    case 'json':
      return [`!${runtime.isJson}(${expression})`];
    case 'enum':
      return enumFaults(type, expression, name, module);
  }
}

function stringFaults(type: StringType, expression: string, name: string, module: ModuleScope): readonly string[] {
  const { minLength = 0, maxLength, pattern, format } = type;
  const faults = [`typeof ${expression} !== 'string'`];
  if (minLength === 1) faults.push(`${expression} === ''`);
  else if (minLength > 1) faults.push(`${runtime.isShorterThan}(${expression}, ${minLength})`);
  if (maxLength !== undefined) faults.push(`${runtime.isLongerThan}(${expression}, ${maxLength})`);
  if (format !== undefined) faults.push(`!${format === 'email' ? runtime.isEmail : runtime.isUri}(${expression})`);
  if (pattern !== undefined) {
    const regex = module.constant(`${name}Pattern`, undefined, patternText(pattern));
    faults.push(`!${regex}.test(${expression})`);
  }
  return faults;
}

// TypeScript reads regular expressions too, and has an opinion of its own on what stands behind `(?`, `\p` and `\k`.
function patternText(pattern: string): string {
  const tame = !/\(\?(?!:)|\\[pPk\d]/u.test(pattern) && pattern !== '';
  return tame ? regexLiteral(pattern) : `new RegExp(${stringLiteral(pattern)}, 'u')`;
}

function numberBounds(type: IntType | NumberType, expression: string): readonly string[] {
  const faults: string[] = [];
  if (type.min !== undefined) faults.push(`${expression} < ${numberLiteral(type.min)}`);
  if (type.max !== undefined) faults.push(`${expression} > ${numberLiteral(type.max)}`);
  if (type.kind === 'number') {
    if (type.exclusiveMin !== undefined) faults.push(`${expression} <= ${numberLiteral(type.exclusiveMin)}`);
    if (type.exclusiveMax !== undefined) faults.push(`${expression} >= ${numberLiteral(type.exclusiveMax)}`);
  }
  return faults;
}

function longBounds({ min, max }: LongType, expression: string): readonly string[] {
  return [
    ...(min === undefined ? [] : [`BigInt(${expression}) < ${min}n`]),
    ...(max === undefined ? [] : [`BigInt(${expression}) > ${max}n`]),
  ];
}

function decimalBounds({ min, max, scale }: DecimalType, expression: string): readonly string[] {
  return [
    ...(scale === undefined ? [] : [`${runtime.decimalScale}(${expression}) > ${scale}`]),
    ...(min === undefined ? [] : [`${runtime.compareDecimal}(${expression}, ${stringLiteral(min)}) < 0`]),
    ...(max === undefined ? [] : [`${runtime.compareDecimal}(${expression}, ${stringLiteral(max)}) > 0`]),
  ];
}

function enumFaults({ members }: EnumType, expression: string, name: string, module: ModuleScope): readonly string[] {
  const texts = members.map(stringLiteral);
  if (texts.length > mostCompared) {
    const set = module.constant(`${name}Members`, 'ReadonlySet<unknown>', `new Set(${delimited('[', texts, ']')})`);
    return [`!${set}.has(${expression})`];
  }
  return [texts.map((text) => `${expression} !== ${text}`).join(' && ')];
}
