import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeCommit,
  encodeCommit,
  type Head,
  nextHead,
  noHead,
} from '../../../../../src/runtime/stores/nats/commit.js';

const time = '2026-11-23T12:00:00.000Z';
const record = { id: 'id-1', named: false, type: 'A', version: 1, data: '{"é":"👩‍👩‍👧\\n"}\n', metadata: undefined };
const encoder = new TextEncoder();

/** A head so many commits on, each message hundreds behind the last. */
function headAfter(commits: number): Head {
  let head = noHead;
  for (let number = 1; number <= commits; number++) head = nextHead(head, number * 500 - (number % 7), 2, time);
  return head;
}

describe('the message of a commit', () => {
  it('gives back what was put in, to the letter', () => {
    const second = { ...record, id: 'id-2', data: '\ufeff', metadata: '{"m":\n1}' };
    const data = encodeCommit(undefined, 'Cart-1', headAfter(2), [record, second], time);
    const { id, stream, head, records } = decodeCommit(1700, data);
    expect([id, stream]).toEqual(['id-1', 'Cart-1']);
    const common = { type: 'A', version: 1, stream: 'Cart-1', recordedAt: time };
    expect(records).toEqual([
      { ...common, id: 'id-1', data: record.data, metadata: undefined, revision: 5, position: 1700n * 65_536n },
      { ...common, id: 'id-2', data: '\ufeff', metadata: '{"m":\n1}', revision: 6, position: 1700n * 65_536n + 1n },
    ]);
    expect({ ...head, back: head.back }).toEqual(nextHead(headAfter(2), 1700, 2, time));
  });

  it('names the sixteen commits before it, or all', () => {
    const backOf = (commits: number): readonly number[] =>
      decodeCommit(50_000, encodeCommit('own', 'Cart-1', headAfter(commits), [record], time)).head.back;
    expect(backOf(0)).toEqual([]);
    expect(backOf(3)).toEqual([1497, 998, 499]);
    expect(backOf(40)).toEqual(Array.from({ length: 16 }, (_, index) => (40 - index) * 500 - ((40 - index) % 7)));
    expect(backOf(40)).toEqual(nextHead(headAfter(40), 50_000, 1, time).back);
  });

  it('gives back names of any letters, and reads a line that was written otherwise', () => {
    const name = fc.string({ unit: 'binary', minLength: 1 });
    fc.assert(
      fc.property(name, name, name, fc.option(name, { nil: undefined }), (stream, type, id, metadata) => {
        const wellFormed = [stream, type, id, metadata].every((text) => text === undefined || text.isWellFormed());
        fc.pre(wellFormed);
        const written = encodeCommit(undefined, stream, headAfter(3), [{ ...record, id, type, metadata }], time);
        const spaced = new TextDecoder('utf-8', { ignoreBOM: true }).decode(written).replace(/^\{/u, '{ ');
        for (const message of [written, encoder.encode(spaced)]) {
          const commit = decodeCommit(1700, message);
          expect(commit.records).toMatchObject([{ id, type, data: record.data, stream, revision: 7 }]);
          expect(commit.records[0]?.metadata).toBe(metadata);
          expect([commit.id, commit.stream, commit.head.commits]).toEqual([id, stream, 4]);
          expect(commit.head.back).toEqual([1497, 998, 499]);
        }
      }),
    );
  });

  it('carries an id of its own where it is given one', () => {
    expect(decodeCommit(1, encodeCommit('own', 'Cart-1', noHead, [record], time)).id).toBe('own');
  });

  it.each([
    ['nothing', ''],
    ['no JSON', 'hello'],
    ['another JSON', '{"format":1}\n'],
    ['no events', '{"format":1,"stream":"a","revision":1,"recordedAt":"t","commit":1,"back":"","events":[]}\n'],
    [
      'too little text',
      '{"format":1,"stream":"a","revision":1,"recordedAt":"t","commit":1,"back":"","events":[{"id":"i","type":"A","version":1,"data":9}]}\n12345\n',
    ],
    [
      'too much text',
      '{"format":1,"stream":"a","revision":1,"recordedAt":"t","commit":1,"back":"","events":[{"id":"i","type":"A","version":1,"data":1}]}\n12345\n',
    ],
  ])('is CORRUPT where it holds %s', (_, text) => {
    expect(() => decodeCommit(7, encoder.encode(text))).toThrow(
      expect.objectContaining({ code: 'CORRUPT', message: expect.stringContaining('message 7 of the log') }),
    );
  });

  it('is CORRUPT where its bytes are no UTF-8', () => {
    expect(() => decodeCommit(7, Uint8Array.of(0x7b, 0xff, 0x7d, 0x0a))).toThrow(
      expect.objectContaining({ code: 'CORRUPT' }),
    );
  });

  it('is CORRUPT where the commits that it names cannot be before it', () => {
    const named = (back: string): readonly number[] =>
      decodeCommit(
        100,
        encoder.encode(
          `{"format":1,"stream":"a","revision":1,"recordedAt":"t","commit":1,"back":"${back}","events":[{"id":"i","type":"A","version":1,"data":1}]}\n1\n`,
        ),
      ).head.back;
    expect(named('90 10')).toEqual([90, 80]);
    for (const back of ['100', '0', 'x', '90 0', '90 -5', '90 90', '90  1'])
      expect(() => named(back)).toThrow(expect.objectContaining({ code: 'CORRUPT' }));
  });
});
