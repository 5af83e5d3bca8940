import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprint } from '../../src/evolution/fingerprint.js';
import { createRepository, type Repository } from './repository.js';

const schema = 'schemas/shop.varve.yaml';
const golden = 'varve.lock/shop/Cart/ItemAdded.golden';

const shop = `varve: 1
context: shop
aggregates:
  Cart:
    id: uuid
    events:
      Opened: { fields: {} }
      ItemAdded:
        versions:
          1:
            fields: { sku: string, qty: int }
    state:
      fields:
        total: { type: int, init: 0 }
        opened: { type: boolean, init: false }
      reduce:
        ItemAdded: { add: { total: qty } }
        Opened: { set: { opened: { const: true } } }
`;

const fields = '            fields: { sku: string, qty: int }\n';

function versionTwo(rule: string): string {
  return `${fields}          2:
            fields: { sku: string, qty: int, note: { type: string, from: ${rule} } }
`;
}

let repository: Repository;
beforeEach(async () => {
  repository = createRepository({ [schema]: shop });
  await repository.varve('release');
  repository.commit('release');
});
afterEach(() => repository.dispose());

const released = { code: 0, stdout: '', stderr: 'everything is released already\n' };
const clean = { code: 0, stdout: '', stderr: '0 errors, 0 warnings\n' };

function lines(path = golden): readonly string[] {
  return repository.read(path).trimEnd().split('\n');
}

/** The lines without their fingerprints. */
function bare(path = golden): readonly string[] {
  return lines(path).map((line) => line.replaceAll(/:[0-9a-f]{64}/gu, ''));
}

function flowOf(line: string | undefined): string | undefined {
  return /flow:(?<flow>\w+)/u.exec(line ?? '')?.groups?.['flow'];
}

/** Gives a golden state another value, with the fingerprint that it then has. */
function forgeState(from: string, state: { readonly [field: string]: number }): void {
  const text = repository.read(golden);
  const line = lines().find((each) => each.endsWith(from));
  if (line === undefined) throw new Error(`no line ends with ${from}`);
  const forged = `${line.slice(0, line.indexOf('{'))}${JSON.stringify({ state })}`;
  repository.write(golden, text.replace(line, forged.replace(/state:\w+/u, `state:${fingerprint(state)}`)));
}

describe('varve release', () => {
  it('writes a stream of each version and what it comes to, once', async () => {
    expect(bare()).toEqual([
      '1 stream {"stream":{"event":"ItemAdded","events":[{"qty":0,"sku":""},{"qty":0,"sku":"x"},{"qty":9007199254740990,"sku":"constructor"}],"version":1}}',
      '1 state flow {"state":{"total":9007199254740990}}',
    ]);
    expect(bare('varve.lock/shop/Cart/Opened.golden')).toEqual([
      '1 stream {"stream":{"event":"Opened","events":[{}],"version":1}}',
      '1 state flow {"state":{"opened":true}}',
    ]);
    expect(await repository.varve('release')).toEqual(released);
    expect(repository.git('status', '--porcelain')).toBe('');
  });

  it('adds what a stream comes to by another way, and nothing where the way is another event’s', async () => {
    const before = lines();
    repository.edit(schema, 'opened: { type: boolean, init: false }', 'opened: { type: boolean, init: true }');
    repository.edit(schema, fields, versionTwo('{ const: "" }'));
    expect(await repository.varve('check')).toMatchObject({ code: 0 });
    expect(await repository.varve('release', '--dry-run')).toMatchObject({ stderr: '1 version to release\n' });
    expect(lines()).toEqual(before);
    expect((await repository.varve('release')).code).toBe(0);
    expect(lines().slice(0, 2)).toEqual(before);
    expect(bare().slice(2)).toEqual([
      '1 state flow {"state":{"total":9007199254740990}}',
      expect.stringMatching(/^2 stream \{"stream":\{"event":"ItemAdded","events":\[\{"note":"","qty":0,"sku":""\},/u),
      '2 state flow {"state":{"total":9007199254740990}}',
    ]);
    expect(flowOf(lines()[2])).not.toBe(flowOf(lines()[1]));
    expect(bare('varve.lock/shop/Cart/Opened.golden')).toEqual([
      '1 stream {"stream":{"event":"Opened","events":[{}],"version":1}}',
      '1 state flow {"state":{"opened":true}}',
      '1 state flow {"state":{"opened":true}}',
    ]);
    expect(await repository.varve('check')).toEqual(clean);
  });

  it('has something to do where only a fold is another, and goes back to what is written for the old one', async () => {
    repository.edit(schema, 'add: { total: qty }', 'subtract: { total: qty }');
    expect(await repository.varve('check')).toEqual(clean);
    expect(await repository.varve('release')).toEqual({ code: 0, stdout: '', stderr: '1 golden state released\n' });
    expect(bare().at(-1)).toBe('1 state flow {"state":{"total":-9007199254740990}}');
    expect(await repository.varve('release')).toEqual(released);
    repository.edit(schema, 'subtract: { total: qty }', 'add: { total: qty }');
    expect(await repository.varve('release')).toEqual(released);
  });

  it('gives a version that was released before there were golden streams one, as it does where a file is gone', async () => {
    const before = repository.read(golden);
    repository.git('rm', '-q', golden);
    expect(await repository.varve('check')).toEqual(clean);
    const against = await repository.varve('check', '--against', 'main');
    expect(against.code).toBe(1);
    expect(against.stderr).toContain(`${golden}:1:1: error LOCK_REWRITTEN this lock file is gone`);
    const { code, stderr } = await repository.varve('release');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '1 golden stream and 1 golden state released\n' });
    expect(repository.read(golden)).toBe(before);
    expect(await repository.varve('check', '--against', 'main')).toEqual(clean);
  });

  it('does not know what hand-written code makes of a stream', async () => {
    repository.edit(schema, 'ItemAdded: { add: { total: qty } }', 'ItemAdded: custom');
    expect(await repository.varve('release')).toEqual(released);
    repository.edit(schema, 'ItemAdded: custom', 'ItemAdded: { add: { total: qty } }');
    repository.edit(schema, fields, versionTwo('custom, back: { fields: {} }'));
    repository.write('varve.config.json', '{ "code": [] }');
    expect(await repository.varve('check')).toMatchObject({ code: 0 });
    expect((await repository.varve('release')).stderr).toBe('1 version released\n');
    expect(bare().map((line) => line.slice(0, 8))).toEqual(['1 stream', '1 state ', '2 stream', '2 state ']);
  });

  it('follows a renamed event, and reads what is stored under its former name', async () => {
    repository.edit(schema, 'ItemAdded:\n        versions', 'ItemPut:\n        was: [ItemAdded]\n        versions');
    repository.edit(schema, 'ItemAdded: { add', 'ItemPut: { add');
    const before = lines();
    expect((await repository.varve('release')).code).toBe(0);
    expect(lines()).toEqual(before);
    expect(bare('varve.lock/shop/Cart/ItemPut.golden')[0]).toContain('{"event":"ItemPut",');
    // The same way, whatever the event is called.
    expect(flowOf(lines('varve.lock/shop/Cart/ItemPut.golden')[1])).toBe(flowOf(before[1]));
    forgeState('{"state":{"total":9007199254740990}}', { total: 1 });
    expect((await repository.varve('check')).stderr).toContain(`${golden}:2:`);
  });

  it('reads an event that is split as its parts, and writes none of one that is dropped', async () => {
    const part = '{ event: ItemAdded@1, with: { sku: { const: a }, qty: { const: 5 } } }';
    repository.edit(schema, 'Opened: { fields: {} }', `Opened: { fields: {}, retired: { into: [${part}, ${part}] } }`);
    repository.edit(schema, '        Opened: { set: { opened: { const: true } } }\n', '');
    repository.edit(schema, '      Opened:', '      Closed: { fields: {}, retired: { drop: true } }\n      Opened:');
    expect((await repository.varve('release')).code).toBe(0);
    expect(bare('varve.lock/shop/Cart/Opened.golden').at(-1)).toBe('1 state flow {"state":{"total":10}}');
    expect(() => repository.read('varve.lock/shop/Cart/Closed.golden')).toThrow('ENOENT');
    expect(await repository.varve('release')).toEqual(released);
  });
});

describe('varve check', () => {
  it.each(['replay', 'deploy', 'publish'])(
    'GOLDEN_CHANGED: a stream that comes to another state, in %s',
    async (mode) => {
      forgeState('{"state":{"total":9007199254740990}}', { total: 7 });
      const { code, stderr } = await repository.varve('check', '--mode', mode);
      expect(code).toBe(1);
      const column = (lines()[1] ?? '').indexOf('"total"') + 1;
      expect(stderr).toContain(
        `${golden}:2:${column}: error GOLDEN_CHANGED the golden stream of ItemAdded@1 comes to another state: "total" is not what it was\n`,
      );
      expect(stderr).toContain(`\n  ${schema}:10:11:\n`);
      expect(stderr).toContain('\n  expected: { total: 7 }\n  found: { total: 9007199254740990 }\n');
      expect((await repository.varve('release')).code).toBe(1);
    },
  );

  it('GOLDEN_CHANGED: a stream that is not read any more', async () => {
    const text = repository.read(golden);
    const stream = { event: 'ItemAdded', events: [{ qty: 0, sku: 1 }], version: 1 };
    const [first = ''] = lines();
    repository.write(golden, text.replace(first, `1 stream:${fingerprint(stream)} ${JSON.stringify({ stream })}`));
    const { stderr } = await repository.varve('check');
    expect(stderr).toContain(
      'error GOLDEN_CHANGED the golden stream of ItemAdded@1 is not read any more: its event 1 is refused\n',
    );
    expect(stderr).toContain('\n  ItemAdded@1: { qty: 0, sku: 1 }\n  read: refused, at "/sku": expected a string');
  });

  it('says of a released version that was edited that it was, and nothing of its stream', async () => {
    repository.edit(schema, 'qty: int }', 'qty: int, at: date }');
    const { stderr } = await repository.varve('check');
    expect(stderr).toContain('error VERSION_IMMUTABLE');
    expect(stderr).not.toContain('GOLDEN_CHANGED');
  });

  it('finds a line that was edited, by its fingerprint', async () => {
    const text = repository.read(golden);
    repository.edit(golden, '{"total":9007199254740990}', '{"total":1}');
    expect((await repository.varve('check')).stderr).toMatch(/ItemAdded\.golden:2:9: error LOCK_FINGERPRINT /u);
    repository.write(golden, text.replace('"sku":"x"', '"sku":"y"'));
    expect((await repository.varve('check')).stderr).toMatch(/ItemAdded\.golden:1:10: error LOCK_FINGERPRINT /u);
    expect((await repository.varve('release')).code).toBe(1);
  });

  it('finds a state that was forged, by the base', async () => {
    forgeState('{"state":{"total":9007199254740990}}', { total: 7 });
    const { stderr } = await repository.varve('check', '--against', 'main');
    expect(stderr).toContain(`${golden}:2:1: error LOCK_REWRITTEN line 2 of main`);
    expect(stderr).toContain('is edited\n');
  });

  it('leaves an event out that a rule on its way refuses, as it may', async () => {
    repository.edit(
      schema,
      fields,
      `${fields}          2:
            fields: { sku: { type: int, from: { parse: sku } }, qty: int }
`,
    );
    expect((await repository.varve('check')).code).toBe(0);
    expect((await repository.varve('release')).code).toBe(0);
    expect(bare().filter((line) => line.startsWith('1 state'))).toEqual([
      '1 state flow {"state":{"total":9007199254740990}}',
      '1 state flow {"state":{"total":0}}',
    ]);
    expect(await repository.varve('check')).toEqual(clean);
  });
});

describe('golden files in git', () => {
  it('merge where branches change different events and fields', async () => {
    const branch = async (name: string, change: () => void): Promise<void> => {
      repository.git('switch', '-q', '-c', name, 'main');
      change();
      expect((await repository.varve('release')).code).toBe(0);
      repository.commit(name);
    };
    await branch('ours', () => {
      repository.edit(schema, '      Opened: {', '      Closed: { fields: { at: timestamp } }\n      Opened: {');
      repository.edit(
        schema,
        '        ItemAdded: { add',
        '        Closed: { set: { closed: { const: true } } }\n        ItemAdded: { add',
      );
      repository.edit(schema, '        total:', '        closed: { type: boolean, init: false }\n        total:');
    });
    await branch('theirs', () => repository.edit(schema, fields, versionTwo('{ const: "" }')));
    expect(repository.tryGit('merge', '-q', '--no-edit', 'ours')).toBe(true);
    expect(await repository.varve('check', '--against', 'main')).toMatchObject({ code: 0 });
    expect(await repository.varve('release')).toEqual(released);
  });

  it('say so where a merge wrote a version twice', async () => {
    const text = repository.read(golden);
    repository.write(golden, `${text}${text}`);
    const { stderr } = await repository.varve('check');
    expect(stderr).toMatch(/ItemAdded\.golden:3:1: error LOCK_DUPLICATE the stream of version 1 is written twice\n/u);
    expect(stderr).toMatch(/ItemAdded\.golden:4:1: error LOCK_DUPLICATE the state of version 1 is written twice\n/u);
  });
});
