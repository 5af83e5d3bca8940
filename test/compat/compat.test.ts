import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** The compilers that generated code promises to satisfy, each installed beside the others under a name of its own. */
const compilers = ['typescript-5.8', 'typescript-5.9', 'typescript-6', 'typescript'];
const modules = ['nodenext', 'bundler'];

describe('generated code and the examples compile under every flag', () => {
  for (const compiler of compilers) {
    for (const module of modules) {
      it(`with ${compiler}, ${module}`, async () => {
        const output = await compile(compiler, `tsconfig.${module}.json`);
        expect(output).toBe('');
      });
    }
  }

  it.each(compilers)(
    'and so do the types of the runtime with %s, where neither Node.js nor a browser is known',
    async (compiler) => {
      expect(await compile(compiler, 'bare/tsconfig.json')).toBe('');
    },
  );

  it('with the compiler that it says, not with another', async () => {
    const versions = await Promise.all(
      compilers.map(async (compiler) => (await run(process.execPath, [tsc(compiler), '--version'])).stdout.trim()),
    );
    expect(versions.map((version) => /^Version (\d+\.\d+)/u.exec(version)?.[1])).toEqual(['5.8', '5.9', '6.0', '7.0']);
  });
});

function tsc(compiler: string): string {
  return fileURLToPath(new URL(`../../node_modules/${compiler}/bin/tsc`, import.meta.url));
}

/** What the compiler has to say: nothing, or its errors. */
async function compile(compiler: string, project: string): Promise<string> {
  try {
    const { stdout } = await run(process.execPath, [tsc(compiler), '-p', `test/compat/${project}`], { cwd: root });
    return stdout;
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? withoutFaultsOfOthers(String(error.stdout)) : String(error);
  }
}

/**
 * Declarations of others that do not compile by themselves: those of NATS' client under `exactOptionalPropertyTypes`, those
 * of hono without the browser's types. Whoever has libraries checked meets that with or without this runtime.
 */
function withoutFaultsOfOthers(output: string): string {
  return output.replace(/^node_modules\/(?:@nats-io|hono)\/[^\n]*\n(?: [^\n]*\n)*/gmu, '');
}
