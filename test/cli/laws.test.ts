import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findBrokenLaws } from '../../src/cli/evolution/find-broken-laws.js';
import { openSchemas } from '../../src/cli/evolution/open-schemas.js';
import { createReporter } from '../../src/diagnostics/reporter.js';
import { findRuntime, ownPlace, placeIn } from '../../src/laws/emitted/find-runtime.js';
import { createRepository, type Repository } from './repository.js';

const incoherent = `varve: 1
context: shop
aggregates:
  Cart:
    id: uuid
    events:
      ItemAdded:
        versions:
          1: { fields: { sku: string } }
          2: { fields: { sku: string, region: { type: "[EU, US]", from: { const: EU } } } }
          3: { fields: { sku: string }, drop: { region: { refill: { const: US } } } }
    state: { fields: {}, reduce: { others: ignore } }
`;

let repository: Repository;
const { VARVE_SEED: seed } = process.env;
beforeEach(() => {
  delete process.env['VARVE_SEED'];
  repository = createRepository({ 'schemas/shop.varve.yaml': incoherent });
});
afterEach(() => {
  repository.dispose();
  if (seed === undefined) delete process.env['VARVE_SEED'];
  else process.env['VARVE_SEED'] = seed;
});

describe('varve check and varve release', () => {
  it('refuse what does not come back, and say how to see the value again', async () => {
    const first = await repository.varve('check');
    expect(first.code).toBe(1);
    expect(first.stderr).toContain('error BACK_INCOHERENT the law of round trips does not hold for Cart.ItemAdded');
    expect(first.stderr).toMatch(/\n {2}help: .*VARVE_SEED=\d+ draws these values again\n/u);
    expect(await repository.varve('check')).toEqual(first);
    expect((await repository.varve('release')).stderr).toContain('BACK_INCOHERENT');
    expect(existsSync(join(repository.cwd, 'varve.lock'))).toBe(false);
    expect((await repository.varve('check', '--mode', 'replay')).code).toBe(0);
  });

  it('draw the values of a seed', async () => {
    process.env['VARVE_SEED'] = '7';
    expect((await repository.varve('check')).stderr).toContain('; VARVE_SEED=7 draws these values again\n');
    process.env['VARVE_SEED'] = 'seven';
    const { stderr } = await repository.varve('check');
    expect(stderr).toMatch(/^VARVE_SEED is not followed: it is not a whole number of up to ten digits\n/u);
    expect(stderr).toContain('BACK_INCOHERENT');
  });
});

describe('a project without the runtime', () => {
  it('is told that the laws were not tried', async () => {
    const reporter = createReporter();
    const opened = await openSchemas({ cwd: repository.cwd }, reporter);
    if (opened === undefined) throw new Error('the schemas are there');
    let said = '';
    const terminal = { out: () => undefined, err: (text: string) => void (said += text), colour: false };
    const open = async (): Promise<undefined> => undefined;
    expect(await findBrokenLaws(opened, { mode: 'deploy', quiet: false, open }, terminal)).toEqual([]);
    expect(said).toBe('the laws were not tried: @varve/runtime is not installed\n');
  });

  it('is one in which nobody finds it', async () => {
    expect(await findRuntime([placeIn('/nowhere')])).toBeUndefined();
    expect(await findRuntime([placeIn(repository.cwd), ownPlace])).toHaveProperty('createCodec');
  });
});
