import { contextNames, named, numbered } from '../../emit/names.js';
import type { Annotations } from '../../language/syntax.js';
import type { Field, RecordType, ReferenceType } from '../../model/type.js';
import type { Declaration } from '../../model/find-declaration.js';

/** The one type that a declaration stands for: that of an event's version, of a named type's, of a state or of a row. */
export interface DeclaredShape {
  /** For people: `ItemAdded@3`. */
  readonly title: string;
  /** In TypeScript: `ItemAddedV3`. */
  readonly name: string;
  readonly annotations: Annotations;
  readonly type: RecordType | ReferenceType;
}

export function declaredShape(declaration: Declaration): DeclaredShape {
  const names = contextNames(declaration.context);
  switch (declaration.kind) {
    case 'type': {
      const { type, version } = declaration;
      return {
        title: type.versioned ? `${type.name}@${version.number}` : type.name,
        name: numbered(named(names.types, type.name).versions, version.number).type.name,
        annotations: { ...type.annotations, ...version.annotations },
        type: { kind: 'reference', name: type.name, version: version.number },
      };
    }
    case 'event': {
      const { aggregate, event, version } = declaration;
      const { events } = named(names.aggregates, aggregate.name);
      return {
        title: `${event.name}@${version.number}`,
        name: numbered(named(events, event.name).versions, version.number).name,
        annotations: joined(event.annotations, version.annotations),
        type: version.shape,
      };
    }
    case 'aggregate': {
      const { name, state } = declaration.aggregate;
      const about = { description: `What the events of ${name} amount to.` };
      const typeName = named(names.aggregates, name).state.name;
      return {
        title: typeName,
        name: typeName,
        annotations: { ...about, ...state.annotations },
        type: record(state.fields),
      };
    }
    case 'projection': {
      const { name, annotations, key, columns } = declaration.projection;
      const about = { description: `A row of ${name}.` };
      const typeName = named(names.projections, name).row.name;
      return {
        title: typeName,
        name: typeName,
        annotations: { ...about, ...annotations },
        type: record([...key, ...columns]),
      };
    }
  }
}

function record(fields: readonly Field[]): RecordType {
  return { kind: 'record', fields };
}

/** What is said of an event is said of each version; what is said of the version comes below. */
function joined(event: Annotations, version: Annotations): Annotations {
  const description = [event.description, version.description].filter((text) => text !== undefined).join('\n\n');
  return { ...event, ...version, ...(description === '' ? {} : { description }) };
}
