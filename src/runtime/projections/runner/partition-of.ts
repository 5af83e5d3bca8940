/**
 * Which part a key belongs to: the same in every process and release, for the rows of a part are followed by themselves.
 *
 * FNV-1a over UTF-16 code units (Fowler, Noll and Vo, draft-eastlake-fnv), whose high bits are mixed into the low ones,
 * because a remainder by a power of two looks at those alone.
 */
export function partitionOf(keyText: string, partitions: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < keyText.length; index += 1) {
    hash = Math.imul(hash ^ keyText.charCodeAt(index), 0x01000193);
  }
  return ((hash ^ (hash >>> 16)) >>> 0) % partitions;
}
