import type { StoredEnvelope } from '../evolution/interpret-plan.js';

/** Of the event that data is read from, always the same. */
export const envelope: StoredEnvelope & { readonly position: bigint } = Object.freeze({
  id: '0190163d-8694-739b-aea5-966c26f8ad90',
  stream: 'Stream-7',
  revision: 3,
  position: 12n,
  recordedAt: '2026-11-23T09:30:00.000Z',
});
