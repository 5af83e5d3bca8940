import { runtime } from '../codegen/runtime-symbols.js';
import type { Aggregate } from '../model/model.js';
import { brandsOf, underlying } from '../model/type-lookup.js';
import type { EmitContext } from './emit-input.js';
import { atom, compound, type Expression } from './fold-scope.js';
import { typeText } from './type-text.js';

/** The id in the name of an event's stream, which is known to be one of this aggregate's. */
export function idInStream({ id, stream }: Aggregate, emit: EmitContext): Expression {
  const end = stream.suffix === '' ? '' : `, -${stream.suffix.length}`;
  return idOfText(`event.stream.slice(${stream.prefix.length}${end})`, id, emit);
}

/** An id of the text that stands for it in a stream's name: one that is no number is refused, all else is not checked. */
export function idOfText(text: string, id: Aggregate['id'], emit: EmitContext): Expression {
  const { types } = emit.context;
  const bare = underlying(id, types);
  const branded = brandsOf(id, types).size > 0;
  const value = (() => {
    switch (bare.kind) {
      case 'int':
        return atom(`${runtime.parseInteger}(${text})`);
      case 'long':
        return atom(`${runtime.parseLong}(${text})`);
      case 'string':
      case 'uuid':
        return atom(text);
      default:
        return branded ? atom(text) : compound(`${text} as ${typeText(id, emit)}`);
    }
  })();
  return branded ? compound(`${value.text} as ${typeText(id, emit)}`) : value;
}

/**
 * The text that stands for an id in a stream's name; throws InvalidData where it does not fit its type.
 *
 * @param check the name of the type and its check, as arguments.
 */
export function formatIdText(id: Aggregate['id'], check: string, emit: EmitContext): string {
  const { kind } = underlying(id, emit.context.types);
  const lowered = kind === 'long' ? `${runtime.lowerLong}(id)` : 'id';
  const checked = `${runtime.checked}<${kind === 'int' ? 'number' : 'string'}>(${check}, ${lowered})`;
  return kind === 'int' ? `String(${checked})` : checked;
}
