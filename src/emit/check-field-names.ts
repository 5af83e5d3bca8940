import type { Reporter } from '../diagnostics/reporter.js';
import type { Context } from '../model/model.js';
import type { Field, Type } from '../model/type.js';
import { isInherited } from './reserved-names.js';

/**
 * Reports optional fields named like what every object inherits: TypeScript takes the inherited function for the field
 * where it is absent, so that a value without it would not compile. A field that is always there may have such a name.
 */
export function checkFieldNames(context: Context, reporter: Reporter): void {
  const check = (fields: readonly Field[]): void => {
    for (const { name, optional, span, type } of fields) {
      if (optional && isInherited(name)) {
        reporter.report(
          'NAME_RESERVED',
          span,
          `an optional field cannot be called "${name}": every object has a property of this name`,
          {
            help: 'rename the field, or write `| null` in place of `?`',
          },
        );
      }
      checkType(type);
    }
  };
  const checkType = (type: Type): void => {
    switch (type.kind) {
      case 'list':
        return checkType(type.element);
      case 'map':
        return checkType(type.value);
      case 'nullable':
        return checkType(type.inner);
      case 'record':
        return check(type.fields);
      case 'union':
        return type.members.forEach(({ fields }) => check(fields));
      default:
        return undefined;
    }
  };
  check(context.metadata);
  for (const { versions } of context.types.values()) for (const { type } of versions) checkType(type);
  for (const { events, state } of context.aggregates) {
    for (const { versions } of events) for (const { shape } of versions) check(shape.fields);
    check(state.fields);
  }
  for (const { key, columns } of context.projections) check([...key, ...columns]);
}
