import { describe, expect, it } from 'vitest';
import { checkServerVersion } from '../../../../../src/runtime/stores/nats/server-version.js';

describe('the version of a server', () => {
  it.each(['2.9.0', '2.9.10', 'v2.10.1', '2.12.0-beta.1', '3.0.0', 'custom', undefined])(
    'is new enough: %s',
    (version) => {
      expect(() => checkServerVersion(version)).not.toThrow();
    },
  );

  it.each(['2.8.4', '1.4.1', 'v2.0.0'])('is too old: %s', (version) => {
    expect(() => checkServerVersion(version)).toThrow(
      expect.objectContaining({
        code: 'UNSUPPORTED',
        message: `nats-server ${version} is too old: a store needs 2.9 or newer`,
      }),
    );
  });
});
