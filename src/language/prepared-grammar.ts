import { fileURLToPath } from 'node:url';

/** Where the build leaves the compiled grammar: beside what is built, never beside the sources. */
export const preparedGrammar: string = fileURLToPath(new URL('grammar.cjs', import.meta.url));
