import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRepository, type Repository } from './repository.js';

const schema = 'schemas/shop.varve.yaml';
const lock = 'varve.lock/shop/Cart/ItemAdded.lock';
const golden = 'varve.lock/shop/Cart/ItemAdded.golden';

const shop = `varve: 1
context: shop
types:
  Quantity: { type: int, min: 1 }
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
      fields: { total: { type: int, init: 0 } }
      reduce:
        ItemAdded: { add: { total: qty } }
        others: ignore
    snapshot: { every: 10 }
projections:
  Totals:
    of: [Cart]
    key: { sku: string }
    columns: { total: { type: int, init: 0 } }
    reduce:
      ItemAdded: { add: { total: qty } }
      others: ignore
`;

const versionTwo = `            fields: { sku: string, qty: int }
          2:
            fields: { sku: string, qty: int, note: { type: string, from: { const: "" } } }
`;

let repository: Repository;
beforeEach(async () => {
  repository = createRepository({ [schema]: shop });
  await repository.varve('release');
  repository.commit('release');
  repository.git('switch', '-q', '-c', 'feature');
});
afterEach(() => repository.dispose());

function addVersionTwo(): void {
  repository.edit(schema, '            fields: { sku: string, qty: int }\n', versionTwo);
}

function addEvent(name: string): void {
  repository.edit(schema, '      Opened:', `      ${name}: { fields: { at: timestamp } }\n      Opened:`);
}

describe('varve release', () => {
  it('writes one line for each version, says which, and has nothing to do the second time', async () => {
    addVersionTwo();
    const before = repository.read(lock);
    const dry = await repository.varve('release', '--dry-run');
    expect(dry).toEqual({ code: 0, stdout: 'shop/Cart.ItemAdded@2\n', stderr: '1 version to release\n' });
    expect(repository.read(lock)).toBe(before);
    expect(await repository.varve('release')).toEqual({
      code: 0,
      stdout: 'shop/Cart.ItemAdded@2\n',
      stderr: '1 version released\n',
    });
    const after = repository.read(lock);
    expect(after.startsWith(before)).toBe(true);
    expect(after.slice(before.length)).toMatch(
      /^2 shape:[0-9a-f]{64} step:[0-9a-f]{64} \{"shape":\{.*\},"step":\{.*\}\}\n$/u,
    );
    expect(await repository.varve('release')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'everything is released already\n',
    });
    expect(readdirSync(`${repository.cwd}/varve.lock/shop/Cart`).sort()).toEqual([
      'ItemAdded.golden',
      'ItemAdded.lock',
      'Opened.golden',
      'Opened.lock',
    ]);
  });

  it('as JSON', async () => {
    addVersionTwo();
    const { stdout } = await repository.varve('release', '--format', 'json', '--quiet');
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      diagnostics: [],
      released: [{ context: 'shop', aggregate: 'Cart', event: 'ItemAdded', version: 2, kind: 'version', path: lock }],
      // The first version is read by another way now.
      golden: [
        { context: 'shop', aggregate: 'Cart', event: 'ItemAdded', version: 1, kind: 'state', path: golden },
        { context: 'shop', aggregate: 'Cart', event: 'ItemAdded', version: 2, kind: 'stream', path: golden },
        { context: 'shop', aggregate: 'Cart', event: 'ItemAdded', version: 2, kind: 'state', path: golden },
      ],
    });
  });

  it('refuses while an error stands, or what is released has changed', async () => {
    addEvent('Closed');
    repository.edit(schema, 'others: ignore', 'other: ignore');
    expect(await repository.varve('release')).toMatchObject({ code: 1, stdout: '' });
    repository.edit(schema, 'other: ignore', 'others: ignore');
    repository.edit(schema, 'qty: int }', 'qty: int? }');
    repository.edit(schema, 'add: { total: qty }', 'add: { total: { const: 1 } }');
    repository.edit(schema, 'add: { total: qty }', 'add: { total: { const: 1 } }');
    const { code, stderr } = await repository.varve('release');
    expect(code).toBe(1);
    expect(stderr).toContain('error VERSION_IMMUTABLE');
    expect(repository.git('status', '--porcelain').trim()).toBe(`M ${schema}`);
  });

  it('refuses a lock that a merge left broken', async () => {
    const text = repository.read(lock);
    repository.write(lock, `${text}${text}`);
    addVersionTwo();
    const { code, stderr } = await repository.varve('release');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^varve\.lock\/shop\/Cart\/ItemAdded\.lock:2:1: error LOCK_DUPLICATE /u);
    expect(repository.read(lock)).toBe(`${text}${text}`);
  });

  it('accepts a change of a step with a reason, and then no other', async () => {
    addVersionTwo();
    await repository.varve('release');
    repository.edit(schema, '{ const: "" }', '{ const: none }');
    expect(await repository.varve('release')).toMatchObject({ code: 1 });
    for (const [args, said] of [
      [['--accept', 'Cart.ItemAdded@2'], '--accept and --reason belong together'],
      [['--accept', 'Cart.ItemAdded@2', '--reason', ' '], '--reason is empty'],
      [['--accept', 'Cart.ItemAdded@3', '--reason', 'x'], 'there is no version "Cart.ItemAdded@3"'],
    ] as const) {
      const { code, stderr } = await repository.varve('release', ...args);
      expect(code).toBe(2);
      expect(stderr).toContain(said);
    }
    const accepted = await repository.varve('release', '--accept', 'Cart.ItemAdded@2', '--reason', 'it was "wrong"');
    expect(accepted).toEqual({
      code: 0,
      stdout: 'shop/Cart.ItemAdded@2 (a changed step)\n',
      stderr: '1 change released\n',
    });
    expect(repository.read(lock).split('\n')[2]).toMatch(
      /^2 step:[0-9a-f]{64} was:[0-9a-f]{64} \{"reason":"it was \\"wrong\\"","step":/u,
    );
    expect((await repository.varve('check')).code).toBe(0);
    const idle = await repository.varve('release', '--accept', 'Cart.ItemAdded@2', '--reason', 'again');
    expect(idle).toMatchObject({ code: 2 });
    expect(idle.stderr).toContain('nothing to accept');
    repository.edit(schema, '{ const: none }', '{ const: other }');
    expect((await repository.varve('check')).stderr).toContain(`${lock}:3:`);
  });

  it('holds a split to its parts, and accepts a change of them', async () => {
    const part = (rule: string): string =>
      `{ event: ItemAdded@1, with: { sku: { const: ${rule} }, qty: { const: 1 } } }`;
    repository.edit(schema, 'Opened: { fields: {} }', `Opened: { fields: {}, retired: { into: [${part('a')}] } }`);
    expect((await repository.varve('release')).stdout).toBe('shop/Cart.Opened@1 (its parts)\n');
    repository.edit(schema, part('a'), part('b'));
    const { stderr } = await repository.varve('check');
    expect(stderr).toContain(
      'error STEP_IMMUTABLE how "Opened" is split is released, and it is read differently: in part 1',
    );
    const accept = ['release', '--accept', 'Cart.Opened@1', '--reason', 'a never was'];
    expect((await repository.varve(...accept)).stdout).toBe('shop/Cart.Opened@1 (its parts)\n');
    repository.edit(schema, `, retired: { into: [${part('b')}] }`, '');
    expect((await repository.varve('check')).stderr).toContain('it is not split any more');
    expect((await repository.varve(...accept)).code).toBe(0);
    expect((await repository.varve('check')).code).toBe(0);
    expect(
      repository
        .read('varve.lock/shop/Cart/Opened.lock')
        .split('\n')
        .map((line) => line.slice(0, 8)),
    ).toEqual(['1 shape:', '1 split:', '1 split:', '1 split:', '']);
    expect((await repository.varve('release')).stderr).toBe('everything is released already\n');
  });

  it('follows a renamed event: the old file stays, and the new name is released in full', async () => {
    repository.edit(schema, 'ItemAdded:\n        versions', 'ItemPut:\n        was: [ItemAdded]\n        versions');
    repository.write(schema, repository.read(schema).replaceAll('ItemAdded: { add', 'ItemPut: { add'));
    const before = repository.read(lock);
    expect((await repository.varve('check', '--against', 'main')).stderr).not.toContain('error ');
    expect((await repository.varve('release')).stdout).toBe('shop/Cart.ItemPut@1\n');
    expect(repository.read(lock)).toBe(before);
    expect((await repository.varve('check', '--against', 'main')).stderr).toContain('0 errors');
  });
});

describe('varve check', () => {
  it('shows what was accepted since the base, and so does diff', async () => {
    addVersionTwo();
    await repository.varve('release');
    repository.commit('version 2');
    repository.git('branch', '-f', 'main');
    repository.edit(schema, '{ const: "" }', '{ const: none }');
    const check = async (...args: readonly string[]) => repository.varve('check', '--against', 'main', ...args);
    expect((await check()).stderr).toContain('error STEP_IMMUTABLE');
    expect((await repository.varve('diff', '--against', 'main')).stdout).toContain(
      'breaks everybody who has stored it: a released version is never edited\n',
    );
    await repository.varve('release', '--accept', 'Cart.ItemAdded@2', '--reason', 'it was *wrong*');
    const { code, stdout } = await check();
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `Accepted changes of how stored events are read:
  shop/Cart.ItemAdded@2: it was *wrong*
Snapshots that are void:
  shop Cart: "ItemAdded" is read differently
Projections to rebuild:
  shop Totals: "ItemAdded" is read differently
`,
    });
    expect((await check('--format', 'markdown')).stdout).toContain(
      '\n### Accepted changes of how stored events are read\n\n- `shop/Cart.ItemAdded@2`: it was \\*wrong\\*\n',
    );
    expect(JSON.parse((await check('--format', 'json')).stdout)).toMatchObject({
      accepted: [
        { context: 'shop', aggregate: 'Cart', event: 'ItemAdded', version: 2, kind: 'step', reason: 'it was *wrong*' },
      ],
    });
    expect((await repository.varve('diff', '--against', 'main')).stdout).toBe(`shop
  Cart.ItemAdded@2: step read differently
    "note" was taken \`from: { const: "" }\`, and is taken \`from: { const: "none" }\`
    accepted: it was *wrong*
    breaks whoever has kept what was made of such events: they are read differently from now on

Snapshots that are void:
  shop Cart: "ItemAdded" is read differently
Projections to rebuild:
  shop Totals: "ItemAdded" is read differently
`);
  });

  it('says so where there are no findings, or no schemas to compare with', async () => {
    expect((await repository.varve('check', '--format', 'markdown')).stdout).toBe('No findings.\n');
    repository.edit(schema, 'others: ignore', 'other: ignore');
    repository.commit('broken');
    repository.edit(schema, 'other: ignore', 'others: ignore');
    const note =
      /^note: the schemas at HEAD \([0-9a-f]{7}\) do not compile, so only its lock is compared with: states, projections, streams and metadata are not\n/u;
    const { code, stderr } = await repository.varve('check', '--against', 'HEAD');
    expect(code).toBe(0);
    expect(stderr).toMatch(note);
    expect((await repository.varve('diff', '--against', 'HEAD')).stderr).toMatch(note);
    expect((await repository.varve('check', '--against', 'HEAD', '--quiet')).stderr).toBe('');
  });

  it('refuses a released block that was edited by one character, with the place in both', async () => {
    repository.edit(schema, 'qty: int }', 'qtx: int }');
    repository.write(schema, repository.read(schema).replaceAll('total: qty', 'total: qtx'));
    const { code, stderr } = await repository.varve('check');
    expect(code).toBe(1);
    expect(stderr).toContain(
      `${schema}:13:36: error VERSION_IMMUTABLE ItemAdded@1 is released, and was edited: "qty" has become "qtx"\n`,
    );
    const column = repository.read(lock).indexOf('"qty"') + 1;
    expect(stderr).toContain(`\n  ${lock}:1:${column}:\n`);
    // What else the edit breaks does not hide it.
    repository.write(schema, repository.read(schema).replaceAll('total: qtx', 'total: qty'));
    const broken = (await repository.varve('check')).stderr;
    expect(broken).toContain(`${schema}:13:36: error VERSION_IMMUTABLE `);
    expect(broken).toContain('error UNKNOWN_FIELD "ItemAdded" has no field "qty"');
  });

  it('knows states and projections with --against, and only unreleased versions without', async () => {
    repository.edit(schema, 'snapshot: { every: 10 }', 'snapshot: { every: 20 }');
    repository.edit(schema, 'fields: { total: { type: int, init: 0 } }', 'fields: { total: { type: int, init: 1 } }');
    expect(await repository.varve('check')).toEqual({ code: 0, stdout: '', stderr: '0 errors, 0 warnings\n' });
    const against = await repository.varve('check', '--against', 'main');
    expect(against.code).toBe(0);
    expect(against.stdout).toBe('Snapshots that are void:\n  shop Cart: its field "total" changed\n');
    expect(against.stderr).toContain('warning SNAPSHOT_STALE');
    expect((await repository.varve('check', '--against', 'main', '--strict')).code).toBe(1);

    repository.git('checkout', '-q', '--', schema);
    addVersionTwo();
    const plain = await repository.varve('check', '--format', 'json');
    expect(JSON.parse(plain.stdout)).toMatchObject({
      schemaVersion: 1,
      mode: 'deploy',
      against: null,
      impact: {
        snapshots: [{ context: 'shop', name: 'Cart', reasons: ['ItemAdded@2 is new'] }],
        projections: [{ context: 'shop', name: 'Totals', reasons: ['ItemAdded@2 is new'] }],
      },
    });
    await repository.varve('release');
    expect((await repository.varve('check')).stdout).toBe('');
  });

  it('takes the mode from the configuration, and flags win', async () => {
    repository.write('varve.config.json', '{ "mode": "publish" }');
    repository.edit(
      schema,
      '            fields: { sku: string, qty: int }\n',
      '            fields: { sku: string, qty: int }\n          2:\n            fields: { qty: int }\n            drop: { sku: { refill: { const: "" } } }\n',
    );
    repository.edit(schema, '    key: { sku: string }', '    key: { cart: uuid }');
    repository.edit(
      schema,
      'ItemAdded: { add: { total: qty } }\n      others',
      'ItemAdded: { at: { cart: $id }, add: { total: qty } }\n      others',
    );
    const severity = async (...args: readonly string[]) => {
      const { code, stderr } = await repository.varve('check', ...args);
      return [code, /(\w+) FIELD_DROPPED/u.exec(stderr)?.[1]];
    };
    expect(await severity()).toEqual([1, 'error']);
    expect(await severity('--mode', 'deploy')).toEqual([0, 'warning']);
    expect(await severity('--mode', 'replay')).toEqual([0, undefined]);
    expect((await repository.varve('check', '--mode', 'strict')).code).toBe(2);
    expect((await repository.varve('release')).code).toBe(1);
  });

  it('shows findings on GitHub and in Markdown', async () => {
    addVersionTwo();
    const github = await repository.varve('check', '--against', 'main', '--format', 'github');
    expect(github.stdout).toMatch(
      /^::warning file=schemas\/shop\.varve\.yaml,line=6,endLine=6,col=3,endColumn=6,title=SNAPSHOT_STALE::the snapshots of Cart are void: ItemAdded@2 is new%0A/u,
    );
    const markdown = await repository.varve('check', '--against', 'main', '--format', 'markdown');
    expect(markdown.stdout).toContain('\n### Projections to rebuild\n\n- **Totals** (shop): ItemAdded@2 is new\n');
  });

  it.each([
    ['-x', 'REF_UNKNOWN'],
    ['nowhere', 'REF_UNKNOWN'],
    ['origin/main', 'REF_UNKNOWN'],
  ])('refuses --against=%s with 2', async (ref, expected) => {
    const { code, stderr, stdout } = await repository.varve('check', `--against=${ref}`);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`error ${expected} `);
    expect((await repository.varve('diff', `--against=${ref}`)).code).toBe(2);
  });

  it('does not touch the working tree', async () => {
    repository.write('README.md', 'not added');
    repository.edit(schema, 'init: 0', 'init: 1');
    repository.git('add', schema);
    const before = repository.git('status', '--porcelain');
    expect((await repository.varve('check', '--against', 'main')).code).toBe(0);
    expect(repository.git('status', '--porcelain')).toBe(before);
  });

  it('works below the root of the repository', async () => {
    repository.write('service/README.md', '');
    repository.git('mv', 'schemas', 'varve.lock', 'service');
    repository.commit('move');
    repository.git('branch', '-f', 'main');
    const there = ['--against', 'main', '--cwd', `${repository.cwd}/service`];
    expect(await repository.varve('check', ...there)).toEqual({
      code: 0,
      stdout: '',
      stderr: '0 errors, 0 warnings\n',
    });
    repository.edit(`service/${schema}`, 'qty: int }', 'qty: int, at: date }');
    repository.git('rm', '-q', '-r', `service/${lock}`);
    const { code, stderr } = await repository.varve('check', ...there);
    expect(code).toBe(1);
    expect(stderr).toContain(`${lock}:1:1: error LOCK_REWRITTEN this lock file is gone`);
    expect(stderr).toContain('warning SNAPSHOT_STALE the snapshots of Cart are void: "ItemAdded" is read differently');
    const { GITHUB_WORKSPACE: workspace } = process.env;
    try {
      process.env['GITHUB_WORKSPACE'] = repository.cwd;
      const { stdout } = await repository.varve('check', ...there, '--format', 'github');
      expect(stdout).toContain(`::warning file=service/${schema},line=6,`);
      expect(stdout).toContain(`::error file=service/${lock},line=1,`);
      process.env['GITHUB_WORKSPACE'] = `${repository.cwd}/elsewhere`;
      expect((await repository.varve('check', ...there, '--format', 'github')).stdout).toContain(`file=${schema},`);
    } finally {
      process.env['GITHUB_WORKSPACE'] = workspace;
      if (workspace === undefined) delete process.env['GITHUB_WORKSPACE'];
    }
  });
});

describe('hand-written steps', () => {
  const code = 'src/cart.ts';
  const text = `import { defineCart } from '../generated/shop/index.js';
import { clean } from './clean.js';

export const Cart = defineCart({ upcast: { 'ItemAdded@2.note': ({ sku }) => clean(sku) } });
`;

  beforeEach(() => {
    repository.edit(
      schema,
      '            fields: { sku: string, qty: int }\n',
      versionTwo.replace('{ const: "" }', 'custom, back: { fields: {} }'),
    );
    repository.write(code, text);
    repository.write('src/clean.ts', 'export const clean = (text: string) => text.trim();\n');
  });

  it('are released with their versions, and a change of what they use is warned of until it is accepted', async () => {
    expect((await repository.varve('release')).stdout).toBe(
      'shop/Cart.ItemAdded@2\nshop/Cart.ItemAdded@2 (its hand-written code)\n',
    );
    const [, , line] = repository.read(lock).split('\n');
    expect(line).toMatch(
      /^2 code:[0-9a-f]{64} was:- \{"code":\{"upcast\.note":\[\["[0-9a-f]{64}","[0-9a-f]{64}"\]\]\}\}$/u,
    );
    repository.write('src/clean.ts', '/** Cleans. */\nexport const clean = (text: string): string => text.trim()\n');
    expect(await repository.varve('check')).toEqual({ code: 0, stdout: '', stderr: '0 errors, 0 warnings\n' });

    repository.edit('src/clean.ts', 'trim', 'trimEnd');
    for (const mode of ['replay', 'deploy', 'publish']) {
      const { code: exit, stderr } = await repository.varve('check', '--mode', mode);
      expect(exit).toBe(0);
      expect(stderr).toContain(
        `${code}:4:44: warning CUSTOM_CHANGED the hand-written step "ItemAdded@2.note" is released, and "clean", which it uses, is not what it was\n   4 | export const Cart`,
      );
      expect(stderr).toContain('\n  src/clean.ts:2:14:\n   2 | export const clean');
      expect(stderr).toContain(`\n  ${lock}:3:88:\n`);
      expect(stderr).toContain('`varve release --accept Cart.ItemAdded@2 --reason "…"`');
    }
    expect((await repository.varve('check', '--strict')).code).toBe(1);
    expect(await repository.varve('release')).toMatchObject({ code: 0, stdout: '' });

    const accepted = await repository.varve('release', '--accept', 'Cart.ItemAdded@2', '--reason', 'no note began so');
    expect(accepted.stdout).toBe('shop/Cart.ItemAdded@2 (its hand-written code)\n');
    expect(repository.read(lock).split('\n')[3]).toMatch(
      /^2 code:[0-9a-f]{64} was:[0-9a-f]{64} \{"code":\{.*\},"reason":"no note began so"\}$/u,
    );
    expect((await repository.varve('check')).stderr).toBe('0 errors, 0 warnings\n');
    expect((await repository.varve('release', '--accept', 'Cart.ItemAdded@2', '--reason', 'x')).code).toBe(2);
  });

  it('may be written after the release, or be lost, or be looked for elsewhere', async () => {
    repository.git('rm', '-q', '--cached', '-r', '.');
    repository.write(code, '');
    const without = await repository.varve('release');
    expect(without.stdout).toBe('shop/Cart.ItemAdded@2\n');
    expect(without.stderr).toContain(
      `${schema}:15:74: warning CUSTOM_NOT_FOUND the hand-written upcast "ItemAdded@2.note" was not found`,
    );
    repository.write(code, text);
    expect((await repository.varve('check')).stderr).toBe('0 errors, 0 warnings\n');
    expect((await repository.varve('release')).stdout).toBe('shop/Cart.ItemAdded@2 (its hand-written code)\n');
    repository.write(code, text.replace('clean(sku)', 'sku'));
    repository.write('src/cart.test.ts', text);
    expect((await repository.varve('check')).stderr).toContain('1 warning');
    for (const [patterns, said] of [
      [['src/*.test.ts'], '0 errors, 0 warnings\n'],
      [['lib/**/*.ts'], 'warning CUSTOM_NOT_FOUND'],
      [['src/*.ts', '!src/cart.ts'], '0 errors, 0 warnings\n'],
      [['src/*.ts'], 'warning CUSTOM_CHANGED'],
      [[], '0 errors, 0 warnings\n'],
    ] as const) {
      repository.write('varve.config.json', JSON.stringify({ code: patterns }));
      expect((await repository.varve('check')).stderr).toContain(said);
    }
  });

  it('keep what is released of them under a name that the event no longer has', async () => {
    await repository.varve('release');
    repository.edit(schema, 'ItemAdded:\n        versions', 'ItemPut:\n        was: [ItemAdded]\n        versions');
    repository.write(schema, repository.read(schema).replaceAll('ItemAdded: { add', 'ItemPut: { add'));
    repository.write(code, text.replace('ItemAdded', 'ItemPut'));
    expect((await repository.varve('check')).stderr).toContain('0 errors, 0 warnings');
    repository.edit('src/clean.ts', 'trim', 'trimEnd');
    expect((await repository.varve('check')).stderr).toContain('warning CUSTOM_CHANGED');
    await repository.varve('release');
    const accept = ['release', '--accept', 'Cart.ItemPut@2', '--reason', 'x'];
    expect((await repository.varve(...accept)).stdout).toBe(
      'shop/Cart.ItemAdded@2 (its hand-written code)\nshop/Cart.ItemPut@2 (its hand-written code)\n',
    );
    expect((await repository.varve('check')).stderr).toBe('0 errors, 0 warnings\n');
  });
});

describe('the lock in git', () => {
  /** Two branches that each do something and release it; whether git merges them without a conflict. */
  async function merge(ours: () => void, theirs: () => void): Promise<boolean> {
    repository.git('switch', '-q', '-c', 'ours', 'main');
    ours();
    expect((await repository.varve('release')).code).toBe(0);
    repository.commit('ours');
    repository.git('switch', '-q', '-c', 'theirs', 'main');
    theirs();
    expect((await repository.varve('release')).code).toBe(0);
    repository.commit('theirs');
    return repository.tryGit('merge', '-q', '--no-edit', 'ours');
  }

  it('merges branches that add different events', async () => {
    const merged = await merge(
      () => addEvent('Closed'),
      () => repository.edit(schema, '    state:', '      Renamed: { fields: { name: string } }\n    state:'),
    );
    expect(merged).toBe(true);
    const { code, stderr } = await repository.varve('check', '--against', 'main');
    expect(stderr).toContain('0 errors');
    expect(code).toBe(0);
    expect((await repository.varve('release')).stderr).toBe('everything is released already\n');
  });

  const otherTwo = versionTwo.replace('note: { type: string, from: { const: "" } }', 'count: { type: int, from: qty }');

  it('conflicts where branches define the same version, and says so where nobody resolved it', async () => {
    const merged = await merge(addVersionTwo, () =>
      repository.edit(schema, '            fields: { sku: string, qty: int }\n', otherTwo),
    );
    expect(merged).toBe(false);
    expect(repository.git('diff', '--name-only', '--diff-filter=U').trim().split('\n')).toEqual([schema, golden, lock]);
    repository.git('checkout', '-q', '--ours', schema);
    const { code, stderr } = await repository.varve('check');
    expect(code).toBe(1);
    expect(stderr).toMatch(/ItemAdded\.lock:2:1: error LOCK_CONFLICT a merge conflict was not resolved/u);
  });

  it('conflicts where branches accept different code of one version, and not where they accept the same', async () => {
    const custom = (note: string): string => `export const cart = { upcast: { 'ItemAdded@2.note': () => ${note} } };\n`;
    repository.git('switch', '-q', 'main');
    repository.edit(
      schema,
      '            fields: { sku: string, qty: int }\n',
      versionTwo.replace('{ const: "" }', 'custom, back: { fields: {} }'),
    );
    repository.write('cart.ts', custom('1'));
    await repository.varve('release');
    repository.commit('custom');
    const accept = async (note: string, branch: string): Promise<void> => {
      repository.git('switch', '-q', '-c', branch, 'main');
      repository.write('cart.ts', custom(note));
      await repository.varve('release', '--accept', 'Cart.ItemAdded@2', '--reason', 'it was wrong');
      repository.commit(branch);
    };
    await accept('2', 'two');
    await accept('2', 'two-too');
    await accept('3', 'three');
    expect(repository.tryGit('merge', '-q', '--no-edit', 'two')).toBe(false);
    repository.git('checkout', '-q', '--theirs', '.');
    repository.write(lock, `${repository.read(lock)}${repository.git('show', `three:${lock}`).split('\n')[3]}\n`);
    expect((await repository.varve('check')).stderr).toContain(
      `${lock}:5:1: error LOCK_DUPLICATE the code of version 2 is changed twice`,
    );
    repository.git('reset', '-q', '--hard');
    repository.git('switch', '-q', 'two-too');
    expect(repository.tryGit('merge', '-q', '--no-edit', 'two')).toBe(true);
    expect((await repository.varve('check')).stderr).toBe('0 errors, 0 warnings\n');
  });

  it('has a duplicate that is an error where a merge took both', async () => {
    repository.git('switch', '-q', 'main');
    repository.write('.gitattributes', 'varve.lock/** merge=union\n');
    repository.commit('union');
    await merge(addVersionTwo, () =>
      repository.edit(schema, '            fields: { sku: string, qty: int }\n', otherTwo),
    );
    repository.git('checkout', '-q', '--ours', schema);
    const { code, stderr } = await repository.varve('check');
    expect(code).toBe(1);
    expect(stderr).toContain(`${lock}:3:1: error LOCK_DUPLICATE version 2 is released twice`);
  });

  it('LOCK_REWRITTEN: lines that were there at the base', async () => {
    repository.edit(schema, 'qty: int }', 'qty: long }');
    repository.edit(schema, 'total: qty', 'total: { const: 1 }');
    repository.edit(schema, 'total: qty', 'total: { const: 1 }');
    repository.git('rm', '-q', lock, golden);
    expect((await repository.varve('release')).code).toBe(0);
    expect((await repository.varve('check')).code).toBe(0);
    const { code, stderr } = await repository.varve('check', '--against', 'main');
    expect(code).toBe(1);
    expect(stderr).toContain(`${lock}:1:1: error LOCK_REWRITTEN line 1 of main (`);
    // Where the other branch has gone on, only what this one was made from counts.
    repository.git('checkout', '-q', '-f', 'main');
    addEvent('Closed');
    await repository.varve('release');
    repository.commit('closed');
    repository.git('switch', '-q', 'feature');
    expect((await repository.varve('check', '--against', 'main')).stderr).toBe('0 errors, 0 warnings\n');
  });
});

describe('varve diff', () => {
  it('says that a key that got a column breaks whoever queries by it', async () => {
    repository.edit(schema, 'key: { sku: string }', 'key: { cart: uuid, sku: string }');
    const { stdout } = await repository.varve('diff', '--against', 'main');
    expect(stdout).toBe(`shop
  Totals: projection
    "cart" is new, uuid
    "ItemAdded" is folded differently
    breaks whoever queries "Totals": its columns are not what they were

Projections to rebuild:
  shop Totals: its key column "cart" is new and the fold of "ItemAdded" changed
`);
  });

  it('says which events are folded from now on, and which are not any more', async () => {
    repository.edit(schema, 'ItemAdded: { add: { total: qty } }', 'Opened: { add: { total: 1 } }');
    const { stdout } = await repository.varve('diff', '--against', 'main');
    expect(stdout).toBe(`shop
  Cart: state
    "ItemAdded" is folded differently
    "Opened" is folded differently

Snapshots that are void:
  shop Cart: the fold of "ItemAdded" changed and the fold of "Opened" changed
`);
  });

  it('says what changed since the last release', async () => {
    expect((await repository.varve('diff')).stdout).toBe('Nothing changed.\n');
    addVersionTwo();
    addEvent('Closed');
    expect(await repository.varve('diff')).toMatchInlineSnapshot(`
      {
        "code": 0,
        "stderr": "",
        "stdout": "shop
        Cart.Closed: new event
          "at": \`timestamp\`
          breaks builds from before that read such streams: they refuse "Closed" as unknown, unless they skip unknown types
        Cart.ItemAdded@2: new version
          "note" is new, \`string\`; in older events it is \`""\`
          breaks code that appends "ItemAdded": "note" must be given
          breaks builds from before that run beside this one: they refuse version 2 of "ItemAdded"; write \`pin: 1\` until they are gone
          breaks strangers who read "ItemAdded" as it is stored: they meet version 2

      Snapshots that are void:
        shop Cart: ItemAdded@2 is new
      Projections to rebuild:
        shop Totals: ItemAdded@2 is new
      ",
      }
    `);
  });

  it('says what changed since the base, in Markdown', async () => {
    addVersionTwo();
    addEvent('Closed');
    repository.edit(schema, 'note: { type: string, from: { const: "" } }', 'quantity: { type: Quantity, from: qty }');
    repository.edit(schema, 'sku: string, qty: int, quantity', 'sku: string, quantity');
    repository.write(schema, repository.read(schema).replaceAll('total: qty', 'total: quantity'));
    repository.edit(
      schema,
      'columns: { total: { type: int, init: 0 } }',
      'columns: { total: { type: int, init: 0 }, last: string? }',
    );
    repository.edit(schema, 'Opened: { fields: {} }', 'Opened: { retired: true, fields: {} }');
    await repository.varve('release');
    expect((await repository.varve('diff', '--against', 'main', '--format', 'markdown')).stdout).toMatchInlineSnapshot(`
      "## shop

      ### \`Cart.Closed\`: new event

      - "at": \`timestamp\`
      - **Breaks builds from before that read such streams:** they refuse "Closed" as unknown, unless they skip unknown types

      ### \`Cart.Opened\`: retired event

      - it is still read and folded
      - **Breaks code that appends "Opened":** it is not written any more

      ### \`Cart.ItemAdded@2\`: new version

      - "qty" is renamed "quantity"
      - "quantity" has gained the check \`min: 1\`
      - **Breaks code that appends "ItemAdded":** "quantity" must be given and "qty" is gone
      - **Breaks code that reads "ItemAdded":** "qty" is gone
      - **Breaks builds from before that run beside this one:** they refuse version 2 of "ItemAdded"; write \`pin: 1\` until they are gone
      - **Breaks strangers who read "ItemAdded" as it is stored:** they meet version 2, where "qty" is gone

      ### \`Cart\`: state

      - "ItemAdded" is folded differently

      ### \`Totals\`: projection

      - "last" is new, string?
      - "ItemAdded" is folded differently

      ### Snapshots that are void

      - **Cart** (shop): ItemAdded@2 is new and the fold of "ItemAdded" changed

      ### Projections to rebuild

      - **Totals** (shop): its column "last" is new, ItemAdded@2 is new and the fold of "ItemAdded" changed
      "
    `);
    expect((await repository.varve('diff')).stdout).toBe('Nothing changed.\n');
  });
});
