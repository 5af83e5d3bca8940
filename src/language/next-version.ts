import type { CopyRules } from '../source/copy-rules.js';

const ofStep = new Set(['upcast', 'back', 'drop']);
const ofField = new Set(['from', 'back']);

/**
 * What the next version of an event or a named type takes over from the newest: its shape and all that is said of it, but
 * not how it came from the version before. A field without `from` is the same field of the version before.
 */
export const nextVersion: CopyRules = {
  leavesOut([first = '', , third = '', ...deeper]) {
    return ofStep.has(first) || (first === 'fields' && ofField.has(third) && deeper.length === 0);
  },
  shorthand: ([first, field, ...deeper]) =>
    first === 'fields' && field !== undefined && deeper.length === 0 ? 'type' : undefined,
};
