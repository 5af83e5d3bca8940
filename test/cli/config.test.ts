import { afterEach, describe, expect, it } from 'vitest';
import { createProject, type Project, smallSchema } from './project.js';

let project: Project;
afterEach(() => project.dispose());

const files = { 'model/shop.varve.yaml': smallSchema };
const typed = `import { type Config, defineConfig } from 'varve';

const output: string = 'src/out';
export default defineConfig({ schemas: 'model/*.varve.yaml', output } satisfies Config);
`;

describe('a configuration', () => {
  it.each([
    ['varve.config.json', '{ "schemas": ["model/*.varve.yaml"], "output": "src/out" }'],
    ['varve.config.mjs', `export default { schemas: 'model/*.varve.yaml', output: 'src/out' };`],
    [
      'varve.config.js',
      `import { defineConfig } from 'varve';\nexport default defineConfig({ schemas: 'model/*.varve.yaml', output: 'src/out' });`,
    ],
    ['varve.config.js', `module.exports = { schemas: 'model/*.varve.yaml', output: 'src/out' };`],
    [
      'varve.config.ts',
      `import { defineConfig } from 'varve';\n\nexport default defineConfig({ schemas: 'model/*.varve.yaml', output: 'src/out' });\n`,
    ],
    ['varve.config.ts', typed],
    ['varve.config.mts', typed],
  ])('in %s is taken', async (name, text) => {
    project = createProject({ ...files, [name]: text });
    if (name.endsWith('.js')) project.write('package.json', text.startsWith('module') ? '{}' : '{"type":"module"}');
    expect(await project.varve('generate', '--quiet')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(project.exists('src/out/shop/index.ts')).toBe(true);
    expect(Object.keys(project.files()).filter((path) => path.startsWith('varve'))).toEqual([name]);
  });

  it('may import other files, in TypeScript too', async () => {
    project = createProject({
      ...files,
      'varve.config.ts': `import { output } from './where.ts';\nexport default { schemas: 'model/*.varve.yaml', output };\n`,
    });
    project.write('where.ts', `export const output: string = 'src/out';\n`);
    expect(await project.varve('generate', '--quiet')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(project.exists('src/out/shop/index.ts')).toBe(true);
  });

  it('is found by --config, in the folder of --cwd', async () => {
    project = createProject({ 'sub/model/shop.varve.yaml': smallSchema, 'sub/my.json': '{"schemas":"model/*.yaml"}' });
    expect((await project.varve('--cwd', 'sub', 'generate', '--config', 'my.json')).code).toBe(0);
    expect(project.exists('sub/generated/shop/index.ts')).toBe(true);
  });

  it.each([
    [
      'an unknown key',
      { 'varve.config.json': '{\n  "ouput": "x"\n}' },
      'varve.config.json:2:3: error CONFIG_INVALID "ouput" is not a key of the configuration',
    ],
    [
      'a value that is none',
      { 'varve.config.json': '{"mode":"x"}' },
      'varve.config.json:1:2: error CONFIG_INVALID "mode" is "x", not one of',
    ],
    [
      'no JSON',
      { 'varve.config.json': '{' },
      'varve.config.json:1:1: error CONFIG_UNREADABLE the configuration cannot be loaded: ',
    ],
    [
      'a module that throws',
      { 'varve.config.mjs': `throw new Error('not today')` },
      'varve.config.mjs:1:1: error CONFIG_UNREADABLE the configuration cannot be loaded: not today',
    ],
    [
      'no default export',
      { 'varve.config.mjs': 'export const a = 1;' },
      'error CONFIG_UNREADABLE the configuration cannot be loaded: it has no default export',
    ],
    [
      'TypeScript that is none',
      { 'varve.config.ts': 'export default {{{' },
      'varve.config.ts:1:1: error CONFIG_UNREADABLE the configuration cannot be loaded: ',
    ],
    [
      'two files',
      { 'varve.config.json': '{}', 'varve.config.ts': '' },
      'error CONFIG_AMBIGUOUS there are 2 configuration files: varve.config.ts, varve.config.json',
    ],
    [
      'patterns without a match',
      { 'varve.config.json': '{"schemas":"nowhere/*.yaml"}' },
      'error NO_SCHEMA_FILES no file matches "nowhere/*.yaml"',
    ],
    [
      'the project as output',
      { 'varve.config.json': '{"output":"."}' },
      'error CONFIG_INVALID "output" is ".", the working directory or a folder around it',
    ],
    [
      'an output around the schemas',
      { 'varve.config.json': '{"output":"model","schemas":"**/*.varve.yaml"}' },
      'model/shop.varve.yaml:1:1: error CONFIG_INVALID this schema lies in the output folder "model"',
    ],
  ])('with %s is refused with exit code 2, without a stack trace', async (_what, config, expected) => {
    project = createProject({ ...files, ...config });
    const before = project.files();
    const { code, stdout, stderr } = await project.varve('generate');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(expected);
    expect(stderr).not.toMatch(/^\s+at /mu);
    expect(project.files()).toEqual(before);
  });

  it('with an output that the system refuses is said without a stack trace', async () => {
    project = createProject({ ...files, 'varve.config.json': '{"schemas":"model/*.yaml","output":"/dev/null/out"}' });
    const { code, stderr } = await project.varve('generate');
    expect(code).toBe(1);
    expect(stderr).toContain('/dev/null/out:1:1: error OUTPUT_UNWRITABLE the output cannot be written: ENOTDIR');
    expect(stderr).not.toMatch(/^\s+at /mu);
  });

  it('that is named must be there', async () => {
    project = createProject();
    const { code, stderr } = await project.varve('generate', '--config', 'my.config.ts');
    expect(code).toBe(2);
    expect(stderr).toBe('my.config.ts:1:1: error CONFIG_UNREADABLE there is no file "my.config.ts"\n');
  });

  it('is not needed', async () => {
    project = createProject();
    expect((await project.varve('generate')).code).toBe(0);
  });
});
