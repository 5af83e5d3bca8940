// Code that is generated for a schema in a folder of its own, as JavaScript.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript-5.9';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Generates into `generated/` of an empty folder, and lays a `.js` beside each file. */
export function generateInto(cwd, schema) {
  mkdirSync(join(cwd, 'schemas'));
  symlinkSync(join(root, 'node_modules'), join(cwd, 'node_modules'));
  writeFileSync(join(cwd, 'package.json'), '{ "type": "module" }\n');
  writeFileSync(join(cwd, 'schemas/bench.varve.yaml'), schema);
  const cli = join(root, 'dist/cli/main.js');
  const { status, stderr } = spawnSync(process.execPath, [cli, 'generate', '--cwd', cwd], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  for (const path of readdirSync(join(cwd, 'generated'), { recursive: true })) {
    if (!path.endsWith('.ts')) continue;
    const file = join(cwd, 'generated', path);
    const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
    const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), { compilerOptions: options });
    writeFileSync(file.replace(/\.ts$/u, '.js'), outputText);
  }
}
