import type { ReadEventMetadataWithGlobalPosition } from '@event-driven-io/emmett';
import type { Timestamp } from '../event.js';

/**
 * What an event that was read has in its metadata, beside its own: what Emmett has there, and under `varve` what only a
 * Varve store knows. The event's id is `messageId`; its revision, from 1, is `streamPosition`; its position in the store is
 * `globalPosition`. A further part of a stored event that is read as several has `/1`, `/2`, … behind the id.
 */
export type VarveEventMetadata = ReadEventMetadataWithGlobalPosition & {
  readonly varve: {
    readonly recordedAt: Timestamp;
    /** The version of the shape that `data` has now. */
    readonly version: number;
    /** The version that was stored. */
    readonly storedVersion: number;
    /** Tells the parts apart that one stored event is read as; 0 where it is read as one. */
    readonly index: number;
  };
};

const recordedKeys: ReadonlySet<string> = new Set([
  'messageId',
  'streamName',
  'streamPosition',
  'globalPosition',
  'varve',
]);

/** Whether an event's metadata says where it is recorded: then it was read, by this adapter or from another of Emmett's stores. */
export function isRecorded(
  metadata: unknown,
): metadata is Partial<VarveEventMetadata> & Pick<VarveEventMetadata, 'messageId' | 'streamName' | 'streamPosition'> {
  return (
    typeof metadata === 'object' &&
    metadata !== null &&
    'messageId' in metadata &&
    typeof metadata.messageId === 'string' &&
    'streamName' in metadata &&
    typeof metadata.streamName === 'string' &&
    'streamPosition' in metadata &&
    typeof metadata.streamPosition === 'bigint'
  );
}

/** The metadata that a recorded event was appended with: without what reading it added. `undefined` where there is none. */
export function ownMetadata(metadata: object): object | undefined {
  for (const key in metadata) {
    if (!recordedKeys.has(key))
      return Object.fromEntries(Object.entries(metadata).filter(([name]) => !recordedKeys.has(name)));
  }
  return undefined;
}
