export type { Capability, CaseContext, CaseGroup, ConformanceCase, OpenedStore, OpenStoreOptions } from './case.js';
export {
  type ConformanceOptions,
  describeEventStore,
  eventStoreCases,
  runCase,
  type TestRunner,
} from './conformance.js';
export { ContractViolation } from './assertions.js';
export { findViolation } from './linearizability/find-violation.js';
export { type ClientAnswer, type ClientCall, type Operation, operationText } from './linearizability/history.js';
export { recordHistory } from './linearizability/record-history.js';
