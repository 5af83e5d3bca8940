export type { EmittedFile } from '../codegen/emitted-file.js';
