import { openMemoryStore } from '@varve/runtime/memory';
import { describeEventStore } from '@varve/runtime/testing';
import { describe, it } from 'vitest';

describeEventStore(
  'the memory store',
  async (options) => ({ store: await openMemoryStore(options) }),
  { describe, it },
  {
    without: ['another', 'interrupt'],
  },
);
