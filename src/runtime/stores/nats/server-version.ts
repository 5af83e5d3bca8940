import { StoreError } from '../../errors.js';

/** The oldest server that can be asked for single messages by any replica. */
const oldest: readonly [major: number, minor: number] = [2, 9];

/** @throws StoreError `UNSUPPORTED` where the server is too old. One that does not say its version as others do is let through. */
export function checkServerVersion(version: string | undefined): void {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  if (major === undefined || minor === undefined) return;
  const isTooOld = Number(major) < oldest[0] || (Number(major) === oldest[0] && Number(minor) < oldest[1]);
  if (isTooOld) {
    throw new StoreError(
      'UNSUPPORTED',
      `nats-server ${version} is too old: a store needs ${oldest.join('.')} or newer`,
    );
  }
}
