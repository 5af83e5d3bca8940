import { expect, it } from 'vitest';
import { toCloudEvent } from '../../../src/runtime/cloud-event.js';
import { timestamp } from '../../../src/runtime/timestamp.js';

const event = {
  type: 'ItemAdded' as const,
  data: { sku: 'A1' },
  id: '017f22e2-79b0-7cc3-98c4-dc0c0c07398f',
  stream: 'Cart-1',
  revision: 3,
  position: 2n ** 40n,
  recordedAt: timestamp('2026-11-23T09:30:00.000Z'),
  version: 2,
  storedVersion: 1,
  index: 0,
};

it('makes a CloudEvent 1.0', () => {
  expect(toCloudEvent(event, { source: '/shop' })).toEqual({
    specversion: '1.0',
    id: '017f22e2-79b0-7cc3-98c4-dc0c0c07398f',
    source: '/shop',
    type: 'ItemAdded',
    subject: 'Cart-1',
    time: '2026-11-23T09:30:00.000Z',
    datacontenttype: 'application/json',
    data: { sku: 'A1' },
    dataversion: 2,
    streamrevision: 3,
    storeposition: '1099511627776',
  });
});

it('carries the common metadata, and tells parts apart', () => {
  const metadata = { correlationId: 'c', causationId: 'd', traceparent: 't', userId: 'u' };
  const { id, correlationid, causationid, traceparent, ...rest } = toCloudEvent(
    { ...event, index: 1, metadata },
    { source: '/shop' },
  );
  expect([id, correlationid, causationid, traceparent]).toEqual([`${event.id}/1`, 'c', 'd', 't']);
  expect(rest).not.toHaveProperty('userid');
});
