import type { DownConversion, DownFieldConversion } from './down-plan.js';
import type { Conversion, FieldConversion } from './plan.js';

/** What undoes a widening. */
export function invertConversion(conversion: Conversion): DownConversion {
  switch (conversion.kind) {
    case 'same':
    case 'cast':
    // A text that is no timestamp is refused by the older type's check.
    case 'timestampToString':
      return { kind: 'same' };
    case 'intToLong':
      return { kind: 'longToInt' };
    case 'longToNumber':
      return { kind: 'numberToLong' };
    case 'nullable':
      return { kind: 'nullable', inner: invertConversion(conversion.inner) };
    case 'list':
      return { kind: 'list', element: invertConversion(conversion.element) };
    case 'map':
      return { kind: 'map', value: invertConversion(conversion.value) };
    case 'named':
      return { ...conversion, from: conversion.to, to: conversion.from };
    case 'record':
      return { kind: 'record', fields: invertFields(conversion.fields) };
    case 'union':
      return {
        ...conversion,
        members: conversion.members.map(({ name, fields }) => ({ name, fields: invertFields(fields) })),
      };
  }
}

function invertFields(fields: readonly FieldConversion[]): readonly DownFieldConversion[] {
  return fields.map(({ name, conversion }) => ({ name, conversion: invertConversion(conversion) }));
}
