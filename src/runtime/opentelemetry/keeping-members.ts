import type { CheckpointStore, EventStore, SnapshotStore } from '../store.js';
import { callAttributes, commonCategory } from './call-attributes.js';
import { copyMembers } from './copy-members.js';
import { measured, type Operation, operationOf } from './operation.js';
import type { Telemetry } from './telemetry.js';

type Kept = Pick<EventStore, 'snapshots' | 'checkpoints' | 'health'>;

/** What a store keeps beside events, where it does; and its health, as a figure alone: probes ask often. */
export function keepingMembers(store: EventStore, telemetry: Telemetry): Kept {
  const { snapshots, checkpoints, health } = store;
  return {
    ...(snapshots !== undefined && { snapshots: instrumentSnapshots(snapshots, telemetry) }),
    ...(checkpoints !== undefined && { checkpoints: instrumentCheckpoints(checkpoints, telemetry) }),
    ...(health !== undefined && {
      async health() {
        const answer = await health.call(store);
        telemetry.instruments().operationDuration.record(answer.latency / 1_000, {
          ...operationOf(telemetry, 'health').attributes,
          ...(!answer.healthy && { 'error.type': answer.problem?.code ?? '_OTHER' }),
        });
        return answer;
      },
    }),
  };
}

function instrumentSnapshots(snapshots: SnapshotStore, telemetry: Telemetry): SnapshotStore {
  const operation = (name: string, stream: string, fingerprint?: string): Operation =>
    operationOf(telemetry, `snapshots.${name}`, commonCategory([stream]), () =>
      callAttributes({ 'varve.stream': stream, 'varve.snapshot.fingerprint': fingerprint }),
    );
  return copyMembers<SnapshotStore, SnapshotStore>(snapshots, {
    read: (...args) =>
      measured(
        telemetry,
        operation('read', ...args),
        () => snapshots.read(...args),
        (found, span) => {
          span.setAttribute('varve.snapshot.found', found !== undefined);
          if (found !== undefined) span.setAttribute('varve.revision', found.revision);
        },
      ),
    write: (...args) => {
      const [stream, fingerprint] = args;
      return measured(telemetry, operation('write', stream, fingerprint), () => snapshots.write(...args));
    },
    delete: (...args) => measured(telemetry, operation('delete', ...args), () => snapshots.delete(...args)),
  });
}

function instrumentCheckpoints(checkpoints: CheckpointStore, telemetry: Telemetry): CheckpointStore {
  const operation = (name: string, reader: string, position?: bigint): Operation =>
    operationOf(telemetry, `checkpoints.${name}`, undefined, () =>
      callAttributes({ 'messaging.consumer.group.name': reader, 'varve.position': position }),
    );
  return copyMembers<CheckpointStore, CheckpointStore>(checkpoints, {
    read: (...args) =>
      measured(
        telemetry,
        operation('read', ...args),
        () => checkpoints.read(...args),
        (position, span) => {
          if (position !== undefined) span.setAttribute('varve.position', String(position));
        },
      ),
    write: (...args) => measured(telemetry, operation('write', ...args), () => checkpoints.write(...args)),
  });
}
