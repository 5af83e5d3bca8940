export { type BrokenLaw, LawsBroken } from './laws-broken.js';
export {
  type Definition,
  openSchemas,
  type OpenSchemasOptions,
  type TestedSchemas,
  type TrialOptions,
} from './open-schemas.js';
