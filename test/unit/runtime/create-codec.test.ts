import { describe, expect, it } from 'vitest';
import {
  type AnyEvent,
  type Codec,
  createCodec,
  DecodeError,
  DowncastError,
  EncodeError,
  inside,
  expected,
  InvalidData,
  type StoredRecord,
  UnknownEventError,
  UnknownVersionError,
} from '../../../src/runtime/index.js';
import { counterCodec, counterTable } from './counter.js';

const envelope = {
  id: '017f22e2-79b0-7cc3-98c4-dc0c0c07398f',
  stream: 'Counter-1',
  revision: 4,
  position: 9n,
  recordedAt: '2026-11-23T09:30:00.000Z',
};

function record(type: string, version: number, data: string, metadata?: string): StoredRecord {
  return { ...envelope, type, version, data, metadata };
}

function thrown(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return expect.fail('nothing was thrown');
}

function failingToRead(error: unknown): Codec<AnyEvent, AnyEvent> {
  const versions = { 1: failing(error) };
  return createCodec({ aggregate: 'A', readers: { E: { type: 'E', latest: 1, versions } }, writers: {} });
}

/** A step or writer that fails. */
function failing(error: unknown): () => never {
  return () => {
    throw error;
  };
}

function writing(write: () => string): Codec<AnyEvent, AnyEvent> {
  return createCodec({ aggregate: 'A', readers: {}, writers: { E: { version: 1, write } } });
}

const decode = (...records: StoredRecord[]) => counterCodec.decode(records);

describe('decode', () => {
  it('gives the newest shape with its envelope', () => {
    expect(decode(record('Increased', 1, '{"n":5}'))).toEqual([
      { type: 'Increased', data: { by: 5 }, version: 2, storedVersion: 1, index: 0, ...envelope },
    ]);
  });

  it('has no key for metadata that is not there', () => {
    expect(decode(record('Reset', 1, '{}')).map((event) => 'metadata' in event)).toEqual([false]);
    expect(decode(record('Reset', 1, '{}', ' { } ')).map((event) => 'metadata' in event)).toEqual([false]);
  });

  it('keeps metadata that nobody declared', () => {
    const [event] = decode(record('Reset', 1, '{}', '{"correlationId":"c","__proto__":1,"x":[null]}'));
    expect(JSON.stringify(event?.metadata)).toBe('{"correlationId":"c","__proto__":1,"x":[null]}');
  });

  it('reads a name that the event used to have', () => {
    expect(decode(record('Raised', 1, '{"n":5}'))).toMatchObject([{ type: 'Increased', version: 2, data: { by: 5 } }]);
  });

  it('passes over what is dropped, unparsed', () => {
    expect(decode(record('Seen', 1, 'no JSON', 'none either'))).toEqual([]);
  });

  it('reads one as several, which share revision, position and metadata', () => {
    const common = {
      ...envelope,
      type: 'Increased',
      data: { by: 3 },
      version: 2,
      storedVersion: 1,
      metadata: { causationId: 'c' },
    };
    expect(decode(record('Doubled', 1, '{"by":3}', '{"causationId":"c"}'), record('Doubled', 1, '{"by":0}'))).toEqual([
      { ...common, index: 0 },
      { ...common, index: 2 },
    ]);
  });

  it('keeps the order of many', () => {
    const events = decode(record('Increased', 2, '{"by":1}'), record('Seen', 1, ''), record('Increased', 1, '{"n":2}'));
    expect(events.map(({ data }) => data)).toEqual([{ by: 1 }, { by: 2 }]);
  });

  it.each(['constructor', 'toString', 'hasOwnProperty', 'increased', ''])('does not know %j', (type) => {
    const error = thrown(() => decode(record(type, 1, '{}')));
    expect(error).toBeInstanceOf(UnknownEventError);
    expect(error).toMatchObject({ type, stream: 'Counter-1', revision: 4, aggregate: 'Counter' });
    expect(counterCodec.decode([record(type, 1, '{}')], { unknownTypes: 'skip' })).toEqual([]);
  });

  it('knows an event named __proto__ where the schema has one', () => {
    expect(decode(record('__proto__', 1, '{}'))).toMatchObject([{ type: 'Reset' }]);
    expect(
      thrown(() => createCodec({ aggregate: 'A', readers: {}, writers: {} }).decode([record('__proto__', 1, '{}')])),
    ).toBeInstanceOf(UnknownEventError);
  });

  it.each([
    ['Increased', 3],
    ['Increased', 0],
    ['Increased', -1],
    ['Increased', 1.5],
    ['Increased', Number.NaN],
    ['Raised', 2],
    ['Seen', 2],
    ['Doubled', 2],
  ])('refuses %s in version %d, even where types may be skipped', (type, version) => {
    const error = thrown(() => counterCodec.decode([record(type, version, '{}')], { unknownTypes: 'skip' }));
    expect(error).toBeInstanceOf(UnknownVersionError);
    expect(error).toMatchObject({ type, version, stream: 'Counter-1', revision: 4 });
  });

  it.each([0, 1.5, 3, Number.NaN])(
    'does not pass over version %d of what is dropped, which it does not have',
    (version) => {
      const readers = { Seen: { type: 'Seen', latest: 2, dropped: true as const } };
      const codec = createCodec({ aggregate: 'A', readers, writers: {} });
      expect(codec.decode([record('Seen', 1, ''), record('Seen', 2, '')])).toEqual([]);
      expect(thrown(() => codec.decode([record('Seen', version, '')]))).toBeInstanceOf(UnknownVersionError);
    },
  );

  it('says what is wrong, and where', () => {
    const error = thrown(() => decode(record('Increased', 2, '{"by":"x"}')));
    expect(error).toBeInstanceOf(DecodeError);
    expect(error).toMatchObject({
      message:
        'stream Counter-1, revision 4: Increased version 2 cannot be read: at "/by": expected a number, found "x"',
      stream: 'Counter-1',
      revision: 4,
      type: 'Increased',
      version: 2,
      part: 'data',
      pointer: '/by',
      expected: 'a number',
      found: '"x"',
    });
  });

  it.each(['', '{', '{"by":1}}', 'undefined', "{'by':1}", '\uFEFF{"by":1}'])('says that %j is no JSON', (text) => {
    expect(thrown(() => decode(record('Increased', 2, text)))).toMatchObject({
      code: 'DECODE',
      pointer: '',
      expected: 'JSON',
      found: JSON.stringify(text).replace('\uFEFF', String.raw`\ufeff`),
    });
  });

  it.each<[string, object]>([
    ['{', { pointer: '', expected: 'JSON' }],
    ['null', { pointer: '', expected: 'an object', found: 'null' }],
    ['[]', { pointer: '', expected: 'an object', found: 'an empty list' }],
    ['"x"', { pointer: '', expected: 'an object', found: '"x"' }],
    ['{"traceparent":1}', { pointer: '/traceparent', expected: 'a string', found: '1' }],
    ['{"correlationId":null}', { pointer: '/correlationId', expected: 'a string', found: 'null' }],
  ])('says what is wrong with metadata %s', (metadata, facts) => {
    expect(thrown(() => decode(record('Reset', 1, '{}', metadata)))).toMatchObject({
      code: 'DECODE',
      part: 'metadata',
      ...facts,
    });
  });

  it('wraps what a hand-written step throws', () => {
    const cause = new TypeError("Cannot read properties of undefined (reading 'x')");
    const error = thrown(() => failingToRead(cause).decode([record('E', 1, '{}')]));
    expect(error).toBeInstanceOf(DecodeError);
    expect(error).toMatchObject({
      message: `stream Counter-1, revision 4: E version 1 cannot be read: expected a step that does not fail, found TypeError: "Cannot read properties of undefined (reading 'x')"`,
      cause,
    });
    expect(thrown(() => failingToRead('no error').decode([record('E', 1, '{}')]))).toMatchObject({
      code: 'DECODE',
      cause: 'no error',
    });
    const invalid = new InvalidData(inside('amount', expected('euros', 1)));
    expect(thrown(() => failingToRead(invalid).decode([record('E', 1, '{}')]))).toMatchObject({
      code: 'DECODE',
      pointer: '/amount',
      cause: invalid,
    });
  });

  it('survives nesting that the stack does not', () => {
    const walk = (json: unknown): unknown => (Array.isArray(json) ? json.map(walk) : json);
    const codec = createCodec({
      aggregate: 'A',
      readers: { E: { type: 'E', latest: 1, versions: { 1: walk } } },
      writers: {},
    });
    const error = thrown(() => codec.decode([record('E', 1, '['.repeat(200_000) + ']'.repeat(200_000))]));
    expect(error).toMatchObject({ code: 'DECODE', expected: 'a value that is not nested so deeply' });
  });

  it('hands readers the envelope and nothing else', () => {
    const given: unknown[] = [];
    createCodec({
      aggregate: 'A',
      readers: { E: { type: 'E', latest: 1, versions: { 1: (_, envelopeOfIt) => given.push(envelopeOfIt) } } },
      writers: {},
    }).decode([record('E', 1, '{}', '{"x":1}')]);
    expect(given).toEqual([envelope]);
  });

  it('converts declared metadata', () => {
    const codec = createCodec({ ...counterTable, readMetadata: (json) => ({ seen: json }) });
    expect(codec.decode([record('Reset', 1, '{}', '{"a":1}')])).toMatchObject([{ metadata: { seen: { a: 1 } } }]);
  });
});

describe('encode', () => {
  const increased = { type: 'Increased' as const, data: { by: 1 } };

  it('gives the text of the version that is written', () => {
    expect(counterCodec.encode([increased])).toEqual([{ type: 'Increased', version: 2, data: '{"by":1}' }]);
    expect(counterCodec.encode([])).toEqual([]);
  });

  it('has no key for what is not there', () => {
    const id = '017F22E2-79B0-7CC3-98C4-DC0C0C07398F';
    const keys = counterCodec
      .encode([
        increased,
        { ...increased, metadata: {} },
        { ...increased, id },
        { ...increased, metadata: { correlationId: 'c' } },
        { ...increased, id, metadata: { correlationId: 'c' } },
      ])
      .map((written) => Object.keys(written));
    const plain = ['type', 'version', 'data'];
    expect(keys).toEqual([plain, plain, ['id', ...plain], [...plain, 'metadata'], ['id', ...plain, 'metadata']]);
  });

  it('writes ids in lower case', () => {
    expect(counterCodec.encode([{ ...increased, id: '017F22E2-79B0-7CC3-98C4-DC0C0C07398F' }])[0]?.id).toBe(
      envelope.id,
    );
  });

  it('reads back what it wrote', () => {
    const [written] = counterCodec.encode([{ ...increased, metadata: { correlationId: 'c' } }]);
    const { data = '', metadata } = written ?? {};
    expect(decode(record('Increased', 2, data, metadata))).toMatchObject([
      { data: { by: 1 }, metadata: { correlationId: 'c' } },
    ]);
  });

  const noEvent = 'what was given as event 1 cannot be written: expected an event, found null';

  // What a caller without types may do.
  const encode = (event: unknown) =>
    thrown(() => createCodec(counterTable).encode([increased, event as typeof increased]));
  it.each<[string, unknown, object]>([
    [
      'no event',
      null,
      { part: 'event', pointer: '', version: undefined, expected: 'an event', found: 'null', message: noEvent },
    ],
    ['an event without a type', { data: {} }, { part: 'event', pointer: '/type', found: 'nothing' }],
    [
      'an unknown type',
      { type: 'Increasd', data: {} },
      { part: 'event', pointer: '/type', expected: 'an event of Counter that may be written', found: '"Increasd"' },
    ],
    ['a retired type', { type: 'Reset', data: {} }, { part: 'event', pointer: '/type', type: 'Reset' }],
    ['an inherited name', { type: 'constructor', data: {} }, { part: 'event', pointer: '/type' }],
    [
      'an id that is none',
      { ...increased, id: '7' },
      { part: 'event', pointer: '/id', expected: 'a UUID', found: '"7"' },
    ],
    ['wrong data', { type: 'Increased', data: { by: '1' } }, { part: 'data', pointer: '/by', version: 2 }],
    ['no data', { type: 'Increased' }, { part: 'data', pointer: '', found: 'nothing' }],
    [
      'a wrong correlation id',
      { ...increased, metadata: { correlationId: 1 } },
      { part: 'metadata', pointer: '/correlationId' },
    ],
    [
      'metadata that is a list',
      { ...increased, metadata: [] },
      { part: 'metadata', pointer: '', expected: 'an object' },
    ],
    ['metadata that is null', { ...increased, metadata: null }, { part: 'metadata', pointer: '', found: 'null' }],
    [
      'metadata that is not JSON',
      { ...increased, metadata: { at: new Date(0) } },
      { part: 'metadata', pointer: '/at', expected: 'JSON' },
    ],
    [
      'metadata that JSON would swallow',
      { ...increased, metadata: { f: () => 1 } },
      { part: 'metadata', pointer: '/f' },
    ],
  ])('refuses %s', (_, event, facts) => {
    const error = encode(event);
    expect(error).toBeInstanceOf(EncodeError);
    expect(error).toMatchObject({ index: 1, ...facts });
  });

  it('takes undefined in metadata for absent', () => {
    const metadata: object = { correlationId: undefined };
    expect(counterCodec.encode([{ ...increased, metadata }])).toEqual(counterCodec.encode([increased]));
  });

  it('wraps whatever a writer throws, but a downcast that fails', () => {
    const deep = (): string => deep();
    expect(thrown(() => writing(deep).encode([{ type: 'E', data: {} }]))).toMatchObject({
      code: 'ENCODE',
      expected: 'a value that is not nested so deeply',
    });
    const downcast = new DowncastError({ type: 'E', fromVersion: 2, toVersion: 1, pointer: '', reason: 'no' });
    expect(thrown(() => writing(failing(downcast)).encode([{ type: 'E', data: {} }]))).toBe(downcast);
  });

  it('converts declared metadata before it is written', () => {
    const codec = createCodec({ ...counterTable, writeMetadata: () => ({ a: '1' }) });
    expect(codec.encode([{ ...increased, metadata: { a: 1n } }])).toMatchObject([{ metadata: '{"a":"1"}' }]);
  });
});
