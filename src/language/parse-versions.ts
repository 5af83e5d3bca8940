import type { MappingEntry, MappingNode } from '../source/node.js';
import type { Parsing } from './parsing.js';

export interface NumberedVersion {
  readonly number: number;
  readonly entry: MappingEntry;
}

/** The versions 1, 2, 3, … of an event or a type, oldest first; `undefined` where the numbers do not say that. */
export function parseVersions(
  node: MappingNode,
  what: string,
  parsing: Parsing,
): readonly NumberedVersion[] | undefined {
  const versions: NumberedVersion[] = [];
  for (const entry of node.entries) {
    if (/^[1-9][0-9]{0,5}$/.test(entry.key)) versions.push({ number: Number(entry.key), entry });
    else {
      parsing.fail('VERSION_NUMBER', entry.keySpan, `"${entry.key}" is no version number`, {
        help: 'versions are numbered 1, 2, 3, …',
      });
    }
  }
  if (versions.length === 0) parsing.refuse(node.span);
  if (versions.length < node.entries.length || versions.length === 0) return undefined;
  return checkSequence(versions, what, parsing);
}

function checkSequence(
  written: readonly NumberedVersion[],
  what: string,
  parsing: Parsing,
): readonly NumberedVersion[] | undefined {
  const sorted = [...written].sort((a, b) => a.number - b.number);
  let complete = true;
  for (const [index, { number, entry }] of sorted.entries()) {
    const before = sorted[index - 1];
    const expected = (before?.number ?? 0) + 1;
    if (number === expected) continue;
    complete = false;
    const missing = number === expected + 1 ? `version ${expected}` : `versions ${expected} to ${number - 1}`;
    parsing.fail(
      'VERSION_GAP',
      entry.keySpan,
      `${missing} of ${what} ${number === expected + 1 ? 'is' : 'are'} missing before version ${number}`,
      {
        related:
          before === undefined ? [] : [{ message: `version ${before.number} is here`, span: before.entry.keySpan }],
        help: 'every version that was ever stored is kept; the numbers are 1, 2, 3, …',
      },
    );
  }
  if (!complete) return undefined;
  const unordered = written.find(({ number }, index) => number !== index + 1);
  if (unordered !== undefined) {
    parsing.fail('VERSION_ORDER', unordered.entry.keySpan, `version ${unordered.number} of ${what} is out of order`, {
      help: 'versions stand below each other, oldest first',
    });
  }
  return sorted;
}
