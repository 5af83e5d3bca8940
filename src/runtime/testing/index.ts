export type { Capability, CaseContext, CaseGroup, ConformanceCase, OpenedStore, OpenStoreOptions } from './case.js';
export {
  type ConformanceOptions,
  describeEventStore,
  eventStoreCases,
  runCase,
  type TestRunner,
} from './conformance.js';
export { ContractViolation } from './assertions.js';
