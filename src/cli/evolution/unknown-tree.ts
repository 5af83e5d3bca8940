import type { Base } from '../../evolution/check/rule.js';

/** A note for people, where the base has no schemas that could be compared with. */
export function unknownTree({ label }: Base): string {
  return `note: the schemas at ${label} do not compile, so only its lock is compared with: states, projections, streams and metadata are not\n`;
}
