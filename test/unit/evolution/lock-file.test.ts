import { describe, expect, test } from 'vitest';
import { createReporter } from '../../../src/diagnostics/reporter.js';
import { fingerprint } from '../../../src/evolution/fingerprint.js';
import { parseLockFile } from '../../../src/evolution/lock-file.js';
import { codeLine, printLockLine, splitLine, stepLine, versionLine } from '../../../src/evolution/lock-line.js';

const path = 'varve.lock/shop/Cart/ItemAdded.lock';

function shape(version: number, kind = 'int', event = 'ItemAdded') {
  return { event, version, fields: { qty: { type: { kind } } } };
}

const one = versionLine(1, shape(1), undefined);
const two = versionLine(2, shape(2), { fields: { qty: { from: ['qty'] } } });
const three = versionLine(3, shape(3, 'long'), { fields: { qty: { from: ['qty'], as: 'intToLong' } } });
const accepted = stepLine(2, { fields: { qty: { const: 1 } } }, two.stepPrint ?? '', 'it was "wrong"\nall along');
const split = splitLine(3, [{ event: 'Put', version: 1, fields: {} }]);
const code = codeLine(2, { 'upcast.qty': [['a']] });
const otherCode = codeLine(2, { upcast: [['b']] }, { was: code.codePrint, reason: 'it was wrong' });
const [first, second, third] = [one, two, three].map(printLockLine);

function parse(text: string, at = path) {
  const reporter = createReporter();
  const file = parseLockFile({ path: at, bytes: new TextEncoder().encode(text) }, reporter);
  const findings = reporter.diagnostics.map(
    ({ code, span: { line, column, endColumn }, message }) => `${code} ${line}:${column}-${endColumn} ${message}`,
  );
  return { file, findings, related: reporter.diagnostics.flatMap((diagnostic) => diagnostic.related) };
}

describe('a lock file', () => {
  test('is read as it was printed', () => {
    const lines = [one, two, code, three, accepted, split, otherCode];
    const { file, findings } = parse(lines.map((line) => `${printLockLine(line)}\n`).join(''));
    expect(findings).toEqual([]);
    expect(file).toMatchObject({ path, context: 'shop', aggregate: 'Cart', event: 'ItemAdded' });
    expect(file?.lines).toEqual(
      lines.map((line, index) => {
        const text = printLockLine(line);
        const span = { path, line: index + 1, column: 1, endLine: index + 1, endColumn: text.length + 1 };
        return { ...line, text, span };
      }),
    );
  });

  test('holds in each line exactly what its fingerprints are taken of', () => {
    expect(first).toBe(
      `1 shape:${fingerprint(shape(1))} step:- {"shape":{"event":"ItemAdded","fields":{"qty":{"type":{"kind":"int"}}},"version":1}}`,
    );
    expect(second).toBe(
      `2 shape:${fingerprint(shape(2))} step:${fingerprint({ fields: { qty: { from: ['qty'] } } })} ` +
        `{"shape":{"event":"ItemAdded","fields":{"qty":{"type":{"kind":"int"}}},"version":2},"step":{"fields":{"qty":{"from":["qty"]}}}}`,
    );
  });

  test('may have its lines ended as git does on Windows, and the last not at all', () => {
    expect(parse(`${first}\r\n${second}`)).toMatchObject({ findings: [], file: { lines: [one, two] } });
    expect(parse('')).toMatchObject({ findings: [], file: { lines: [] } });
  });
});

describe('what is wrong with a lock file', () => {
  test.each([
    ['LOCK_SYNTAX 1:1-1 this line ends before a version number', `\n${first}\n`],
    ['LOCK_SYNTAX 1:1-4 "one" stands where a version number should', 'one shape:x'],
    [
      'LOCK_SYNTAX 1:3-10 "shape:x" stands where `shape:` and a fingerprint of 64 hexadecimal digits should',
      '1 shape:x',
    ],
    ['LOCK_SYNTAX 1:1-73 this line ends before `step:` and a fingerprint, or `step:-`', `1 shape:${'a'.repeat(64)}`],
    ['LOCK_SYNTAX 1:81-87 the JSON of this line cannot be read', `1 shape:${'a'.repeat(64)} step:- {shape`],
    ['LOCK_SYNTAX 1:81-83 version 1 has a shape and no step', `1 shape:${'a'.repeat(64)} step:- {}`],
    [
      'LOCK_SYNTAX 1:81-93 the JSON of this line is not in its canonical form: the line was edited',
      `1 shape:${'a'.repeat(64)} step:- {"shape": 1}`,
    ],
    [
      'LOCK_SYNTAX 1:1-79 this is no line of a lock',
      `1 shape:${'a'.repeat(64)} was:- {"shape":1}`.replace('was:-', 'was:--').replace('--', '-'),
    ],
    ['LOCK_SYNTAX 1:1-166 the words of this line are not parted by single spaces', first?.replace(' step', '  step')],
    [
      `LOCK_FINGERPRINT 1:9-73 the fingerprint of the shape is not that of the JSON behind it: the line was edited`,
      first?.replace('"int"', '"long"'),
    ],
    ['VERSION_GAP 1:1-', second],
    ['VERSION_GAP 3:1-', `${first}\n${second}\n${printLockLine(versionLine(4, shape(4), {}))}`],
    [
      'LOCK_MISPLACED 1:91-110 this is the shape of "ItemAddet@1", and stands where "ItemAdded@1" should',
      printLockLine(versionLine(1, shape(1, 'int', 'ItemAddet'), undefined)),
    ],
    [
      'LOCK_MISPLACED 1:152-163 this is the shape of "ItemAdded@2", and stands where "ItemAdded@1" should',
      printLockLine(versionLine(1, shape(2), undefined)),
    ],
    [
      'LOCK_SYNTAX 1:79-89 hand-written code has prints, and a reason where it takes the place of other code',
      `2 code:${'a'.repeat(64)} was:- {"step":1}`,
    ],
    ['LOCK_SYNTAX 1:1-79 this is no line of a lock', `2 code:${'a'.repeat(64)} step:- {"code":1}`],
    [
      'LOCK_FINGERPRINT 2:8-72 the fingerprint of the code is not that of the JSON behind it: the line was edited',
      `${first}\n${printLockLine(code).replace('upcast.qty', 'upcast.qtx')}`,
    ],
    ['LOCK_SYNTAX 2:73-78 no line above says what this takes the place of', `${first}\n${printLockLine(code)}`],
    ['LOCK_SYNTAX 2:73-141 no line above says what this takes the place of', `${first}\n${printLockLine(accepted)}`],
  ])('%s', (expected, text) => {
    const { findings } = parse(text ?? '');
    expect(findings).toHaveLength(1);
    expect(findings[0]).toContain(expected);
  });

  test('LOCK_DUPLICATE: what a merge of both branches leaves behind', () => {
    const other = printLockLine(versionLine(2, shape(2, 'string'), { fields: { qty: { format: ['qty'] } } }));
    const { findings, related, file } = parse(`${first}\n${second}\n${other}\n`);
    expect(findings).toEqual([`LOCK_DUPLICATE 3:1-${other.length + 1} version 2 is released twice`]);
    expect(related).toMatchObject([{ message: 'the other line is here', span: { line: 2 } }]);
    expect(file?.lines).toHaveLength(2);
    const twice = printLockLine(stepLine(2, { custom: true }, two.stepPrint ?? '', 'another reason'));
    expect(parse([first, second, printLockLine(accepted), twice].join('\n')).findings).toEqual([
      `LOCK_DUPLICATE 4:1-${twice.length + 1} the step of version 2 is changed twice`,
    ]);
  });

  test('LOCK_CONFLICT: what a merge leaves behind that nobody finished', () => {
    const text = `${first}\n<<<<<<< HEAD\n${second}\n=======\n${third}\n>>>>>>> feature\n`;
    expect(parse(text)).toEqual({
      findings: ['LOCK_CONFLICT 2:1-13 a merge conflict was not resolved'],
      file: undefined,
      related: [],
    });
  });

  test.each([
    ['varve.lock/shop/ItemAdded.lock', 'this lock file stands too high up'],
    ['varve.lock/shop/Cart/old/ItemAdded.lock', 'this lock file stands too deep down'],
    ['varve.lock/Shop/Cart/ItemAdded.lock', '"Shop" is the name of no context'],
    ['varve.lock/shop/Cart/item-added.lock', '"item-added" is the name of no aggregate or event'],
  ])('LOCK_MISPLACED: %s', (at, message) => {
    expect(parse(`${first}\n`, at)).toEqual({
      findings: [`LOCK_MISPLACED 1:1-1 ${message}`],
      file: undefined,
      related: [],
    });
  });

  test('does not overflow the stack', () => {
    const deep = `{"shape":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(parse(`1 shape:${'a'.repeat(64)} step:- ${deep}`).findings).toEqual([
      `LOCK_SYNTAX 1:81-${81 + deep.length} the JSON of this line is nested too deeply`,
    ]);
  });
});
