import { rendered } from './found.js';

/**
 * Ends a `switch` over an event's `type`: does not compile while a case is missing.
 *
 * @throws TypeError with the event's type, where types were got around.
 */
export function assertNever(event: never): never {
  const value: unknown = event;
  const type: unknown = typeof value === 'object' && value !== null && 'type' in value ? value.type : value;
  throw new TypeError(`no case for ${rendered(type)}`);
}
