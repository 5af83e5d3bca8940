export { minor as toCents } from './euros.js';
