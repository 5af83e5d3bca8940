import { StoreError } from '../errors.js';
import { checkInteger, checkName, checkPosition, checkText, invalidArgument } from '../stores/arguments.js';
import type { Build, BuildKey, BuildState, DeadLetter } from './build.js';

const states: ReadonlySet<string> = new Set<BuildState>(['building', 'live', 'inline', 'behind', 'retired']);

/** @throws StoreError `INVALID_ARGUMENT` */
export function checkBuildKey({ projection, fingerprint, partition }: BuildKey): void {
  checkName('the name of a projection', projection);
  checkName('a fingerprint', fingerprint);
  checkInteger('partition', partition, 0, 2 ** 31 - 1);
}

/** @throws StoreError `INVALID_ARGUMENT` */
export function checkBuild(build: Build): void {
  checkBuildKey(build);
  checkName('the name of a table', build.table);
  checkPosition('position', build.position);
  checkText('notes', build.notes);
  if (!states.has(build.state)) throw invalidArgument(`a build cannot be ${JSON.stringify(build.state)}`);
}

/** @throws StoreError `INVALID_ARGUMENT` */
export function checkDeadLetter(letter: DeadLetter): void {
  checkBuildKey(letter);
  checkPosition('position', letter.position);
  checkName('the name of a stream', letter.stream);
  checkInteger('revision', letter.revision, 1);
  checkName('type', letter.type);
  checkText('error', letter.error);
  checkText('parkedAt', letter.parkedAt);
}

/** @throws StoreError `CORRUPT` where the database says what no release writes. */
export function buildState(state: string): BuildState {
  if (isBuildState(state)) return state;
  throw new StoreError('CORRUPT', `a build cannot be ${JSON.stringify(state)}`);
}

function isBuildState(state: string): state is BuildState {
  return states.has(state);
}
