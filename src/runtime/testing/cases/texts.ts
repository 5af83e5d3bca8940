import { equal, rejects } from '../assertions.js';
import type { ConformanceCase } from '../case.js';
import { drain, givenOf, newRecord } from '../records.js';
import type { EventStore, NewRecord } from '../../store.js';

export const textCases: readonly ConformanceCase[] = [
  {
    name: 'gives data and metadata back to the letter',
    async run({ store }) {
      await roundTrip(store, [
        '{"a" : 1.0,\t"b":1e400,\n"a":2}',
        '{"__proto__":{"polluted":true},"constructor":1,"toString":null}',
        '"\\ud800 \\u0000 \\uD83D\\uDE00"',
        '"é e\u0301 ß ﬁ İ 日本語 עברית \u202e 👩‍👩‍👧 𝒳 \u2028\u2029\u007f\ufeff\uffff"',
        `"'; DROP TABLE events; --"`,
        '[1, 2.50, -0, 9007199254740993, 12345678901234567890]',
        'null',
        '   true   ',
      ]);
    },
  },
  {
    name: 'gives texts back that look like numbers or dates as texts',
    async run({ store }) {
      await roundTrip(store, [
        '1',
        '007',
        '9007199254740993',
        '1e3',
        '0x10',
        'NaN',
        '"2026-11-23"',
        '2026-11-23T00:00:00Z',
        '1.0',
        ' 1',
        'true',
      ]);
      for (const name of ['42', '007', '1e3', '2026-11-23', 'null', 'NaN']) {
        await store.append(name, [newRecord({ type: name })]);
        const [record] = await drain(store.read(name));
        equal([record?.stream, record?.type], [name, name], `the stream and type named ${name}`);
        equal((await drain(store.readAll({ types: [name] }))).length, 1, `the events of type ${name}`);
      }
    },
  },
  {
    name: 'takes texts of a megabyte',
    async run({ store }) {
      const ascii = JSON.stringify('x'.repeat(1_000_000));
      const wide = JSON.stringify('日本👩‍👩‍👧'.repeat(100_000));
      await roundTrip(store, [ascii, '1', wide]);
      await store.append(
        'Big-1',
        Array.from({ length: 20 }, () => newRecord({ data: ascii })),
      );
      equal(
        (await drain(store.read('Big-1'))).map(({ data }) => data.length),
        Array<number>(20).fill(ascii.length),
        'the lengths',
      );
    },
  },
  {
    name: 'takes any name for a stream and a type',
    async run({ store }) {
      const names = [
        '__proto__',
        'constructor',
        'toString',
        'hasOwnProperty',
        'a.b*c>d e/f\\g',
        '../../etc',
        "o'clock",
        '"quoted"',
        '$1',
        '?',
        ':x',
        'é',
        'e\u0301',
        '日本-語',
        '👩‍👩‍👧-1',
        'line\nbreak',
        '\t',
        '\ufeffx',
        '\uffff',
        'x'.repeat(512),
      ];
      for (const name of names) await store.append(name, [newRecord({ type: name })], { expected: 'absent' });
      for (const name of names) {
        const [record, ...others] = await drain(store.read(name));
        equal([record?.stream, record?.type, others.length], [name, name, 0], `the stream ${JSON.stringify(name)}`);
        equal((await drain(store.readAll({ types: [name] }))).length, 1, `the events of type ${JSON.stringify(name)}`);
      }
      equal((await drain(store.readAll({ categories: ['日本'] }))).length, 1, 'the events of a category');
    },
  },
  {
    name: 'refuses a text that holds NUL or a lone surrogate, rather than change it',
    async run({ store }) {
      for (const bad of ['a\0b', '\0', 'a\ud800', '\udc00a', '\ude00\ud83d']) {
        const shown = JSON.stringify(bad);
        await rejects(store.append(bad, [newRecord()]), 'INVALID_ARGUMENT', `the stream name ${shown}`);
        await rejects(drain(store.read(bad)), 'INVALID_ARGUMENT', `reading the stream ${shown}`);
        for (const field of ['type', 'data', 'metadata', 'id'] as const) {
          await rejects(store.append('Cart-1', [newRecord({ [field]: bad })]), 'INVALID_ARGUMENT', `${field} ${shown}`);
        }
      }
      equal(await drain(store.readAll()), [], 'the events in all');
    },
  },
];

/** Each text once as data and once as metadata. */
async function roundTrip(store: EventStore, texts: readonly string[]): Promise<void> {
  const records = texts.flatMap((text): NewRecord[] => [newRecord({ data: text }), newRecord({ metadata: text })]);
  const { revision } = await store.append('Cart-1', records);
  const from = revision - records.length + 1;
  equal(givenOf(await drain(store.read('Cart-1', { from }))), records, 'what read gives back');
}
