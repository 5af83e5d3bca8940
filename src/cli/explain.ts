import type { CommonOptions } from './common-options.js';
import { exitCode } from './exit-code.js';
import type { AddCommand } from './session.js';

export const addExplain: AddCommand = (program, session) => {
  const command = program
    .command('explain')
    .argument('[code]', 'the code of a finding, such as FIELD_UNACCOUNTED')
    .description('print the page of an error code, or list all codes')
    .action(async (given: string | undefined) => {
      const { format } = command.optsWithGlobals<CommonOptions>();
      const { listCodes, readPage } = await import('./code-pages.js');
      const { terminal } = session;
      if (given === undefined) {
        terminal.out(
          format === 'json'
            ? `${JSON.stringify({ schemaVersion: 1, codes: listCodes() }, undefined, 2)}\n`
            : codeTable(listCodes()),
        );
        return;
      }
      const code = given.toUpperCase();
      const page = readPage(code);
      if (page !== undefined) {
        terminal.out(format === 'json' ? `${JSON.stringify({ schemaVersion: 1, code, page }, undefined, 2)}\n` : page);
        return;
      }
      const { suggest } = await import('../diagnostics/did-you-mean.js');
      const near = suggest(
        code,
        listCodes().map((entry) => entry.code),
      );
      terminal.err(
        `error: there is no code "${given}"\n${near === undefined ? '(`varve explain` lists all codes)' : `(Did you mean ${near}?)`}\n`,
      );
      session.exit = exitCode.usage;
    });
};

function codeTable(codes: readonly { readonly code: string; readonly title: string }[]): string {
  const width = Math.max(...codes.map(({ code }) => code.length));
  return codes.map(({ code, title }) => `${code.padEnd(width)}  ${title}\n`).join('');
}
