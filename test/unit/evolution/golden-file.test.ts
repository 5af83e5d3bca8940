import { describe, expect, test } from 'vitest';
import { createReporter } from '../../../src/diagnostics/reporter.js';
import { fingerprint } from '../../../src/evolution/fingerprint.js';
import { parseGoldenFile, stateLineOf, streamLineOf } from '../../../src/evolution/golden/golden-file.js';
import { printGoldenLine, stateLine, streamLine } from '../../../src/evolution/golden/golden-line.js';

const path = 'varve.lock/shop/Cart/ItemAdded.golden';

const [flow, other] = [fingerprint('a way'), fingerprint('another')];
const hostile = [{ text: '\ud800\n\u2028', ['__proto__']: 1 }, { list: [-0, 1e21, null] }];
const one = streamLine(1, 'ItemAdded', hostile);
const state = stateLine(1, { total: 3, names: ['é'] }, flow);
const later = stateLine(1, { total: 4 }, other);
const two = streamLine(2, 'ItemAdded', [{}]);
const print = (...lines: readonly Parameters<typeof printGoldenLine>[0][]): string =>
  lines.map((line) => `${printGoldenLine(line)}\n`).join('');

function parse(text: string | Uint8Array, at = path) {
  const reporter = createReporter();
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const file = parseGoldenFile({ path: at, bytes }, reporter);
  const findings = reporter.diagnostics.map(
    ({ code, span: { line, column, endColumn }, message }) => `${code} ${line}:${column}-${endColumn} ${message}`,
  );
  return { file, findings };
}

describe('a golden file', () => {
  test('is read as it was printed, whatever its events hold', () => {
    const { file, findings } = parse(print(one, state, two, later));
    expect(findings).toEqual([]);
    expect(file).toMatchObject({ path, context: 'shop', aggregate: 'Cart', event: 'ItemAdded' });
    expect(file?.lines.map(({ text: _text, span: _span, ...line }) => print(line))).toEqual(
      [one, state, two, later].map((line) => print(line)),
    );
    expect(streamLineOf(file, 2)).toMatchObject({ events: [{}] });
    expect(stateLineOf(file, 1, other)).toMatchObject({ state: { total: 4 } });
    expect(stateLineOf(file, 2, other)).toBeUndefined();
  });

  test('holds in each line exactly what its first fingerprint is taken of', () => {
    const stream = { event: 'ItemAdded', events: [{}], version: 2 };
    expect(print(two)).toBe(
      `2 stream:${fingerprint(stream)} {"stream":{"event":"ItemAdded","events":[{}],"version":2}}\n`,
    );
    expect(print(later)).toBe(`1 state:${fingerprint({ total: 4 })} flow:${other} {"state":{"total":4}}\n`);
  });

  test('may have its lines ended as git does on Windows', () => {
    expect(parse(print(one, state).replaceAll('\n', '\r\n'))).toMatchObject({ findings: [] });
  });
});

describe('what is refused', () => {
  const streamAt = printGoldenLine(two).indexOf('{') + 1;

  test.each([
    ['0 stream', 'LOCK_SYNTAX 1:1-2 "0" stands where a version number should'],
    [
      '1 steam:',
      'LOCK_SYNTAX 1:3-9 "steam:" stands where `stream:` or `state:` and a fingerprint of 64 hexadecimal digits should',
    ],
    ['1', 'LOCK_SYNTAX 1:1-2 this line ends before `stream:` or `state:` and a fingerprint of 64 hexadecimal digits'],
    [
      `1 state:${flow} flow:-`,
      'LOCK_SYNTAX 1:74-80 "flow:-" stands where `flow:` and a fingerprint of 64 hexadecimal digits should',
    ],
    [`1 state:${flow} flow:${flow} {}`, 'LOCK_SYNTAX 1:144-146 a golden state has a state and nothing else'],
    [`1 stream:${flow} {"state":{}}`, 'LOCK_SYNTAX 1:75-87 a golden stream has a stream and nothing else'],
    [
      `1 stream:${flow} {"stream":1 }`,
      'LOCK_SYNTAX 1:75-88 the JSON of this line is not in its canonical form: the line was edited',
    ],
    [`1 stream:${flow} {`, 'LOCK_SYNTAX 1:75-76 the JSON of this line cannot be read'],
  ])('%s', (text, expected) => {
    expect(parse(text).findings).toEqual([expected]);
  });

  test('a stream without events, or of another version', () => {
    const said = 'has an event, the same version and at least one of its events';
    expect(parse(print(streamLine(1, 'ItemAdded', []))).findings[0]).toContain(`the stream of version 1 ${said}`);
    expect(parse(print(two).replace(/^2/u, '1')).findings[0]).toMatch(
      new RegExp(`^LOCK_SYNTAX 1:${streamAt}-\\d+ the stream of version 1 ${said}$`, 'u'),
    );
  });

  test('an edited line', () => {
    expect(parse(print(one, state).replace('"total":3', '"total":4')).findings).toEqual([
      'LOCK_FINGERPRINT 2:9-73 the fingerprint of the state is not that of the JSON behind it: the line was edited',
    ]);
    expect(parse(print(two).replace('[{}]', '[{},{}]')).findings).toEqual([
      'LOCK_FINGERPRINT 1:10-74 the fingerprint of the stream is not that of the JSON behind it: the line was edited',
    ]);
  });

  test('what a merge leaves behind', () => {
    expect(parse(print(one, state, one, state)).findings.map((text) => text.replace(/-\d+/u, ''))).toEqual([
      'LOCK_DUPLICATE 3:1 the stream of version 1 is written twice',
      'LOCK_DUPLICATE 4:1 the state of version 1 is written twice',
    ]);
    expect(parse(`<<<<<<< ours\n${print(one)}=======\n${print(two)}>>>>>>> theirs\n`).findings).toEqual([
      'LOCK_CONFLICT 1:1-13 a merge conflict was not resolved',
    ]);
  });

  test('a state without its stream, and what belongs elsewhere', () => {
    expect(parse(print(state)).findings[0]).toMatch(/^LOCK_SYNTAX 1:1-\d+ no line above has the stream/u);
    expect(parse(print(two), 'varve.lock/shop/Cart/Put.golden').findings[0]).toMatch(
      /^LOCK_MISPLACED 1:\d+-\d+ this is the stream of "ItemAdded@2", and stands where "Put@2" should$/u,
    );
    expect(parse('', 'varve.lock/shop/ItemAdded.golden').findings).toEqual([
      'LOCK_MISPLACED 1:1-1 this lock file stands too high up',
    ]);
    expect(parse(Uint8Array.of(0xff)).findings).toEqual(['FILE_NOT_UTF8 1:1-1 the file is not UTF-8']);
  });
});
