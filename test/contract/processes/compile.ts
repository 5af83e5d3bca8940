import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface CompiledPrograms {
  /** The JavaScript of a program beside this file. */
  program(name: string): string;
  remove(): void;
}

/**
 * Compiles the programs that are run as processes of their own, with the stores as they are now. They are put where the
 * repository's packages are found.
 */
export function compilePrograms(
  names: readonly string[] = ['writer', 'reader', 'tireless-writer', 'until-failure', 'consumer', 'postgres-consumer'],
): CompiledPrograms {
  const folder = join(root, 'node_modules/.cache', `varve-processes-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const options = { rootDir: root, outDir: folder, declaration: false, isolatedDeclarations: false, types: ['node'] };
  const files = names.map((name) => join(root, 'test/contract/processes', `${name}.ts`));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: join(root, 'tsconfig.base.json'), compilerOptions: options, files }),
  );
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { stdio: 'inherit' });
  return {
    program: (name) => join(folder, 'test/contract/processes', `${name}.js`),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
