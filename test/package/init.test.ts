import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createProject, type Project, repository } from '../cli/project.js';

let project: Project;
afterEach(() => project.dispose());

const everything = ['.gitignore', 'package.json', 'schemas/todo.varve.yaml', 'src/main.ts', 'tsconfig.json'];

const audit = `The audit trail:
  1 TaskAdded {"task":"write a schema","priority":"high"}
    -> {"open":{"write a schema":"high"},"completed":0}
  2 TaskAdded {"task":"generate","priority":"normal"}
    -> {"open":{"write a schema":"high","generate":"normal"},"completed":0}
  3 TaskRenamed {"task":"generate","newName":"run npx varve generate"}
    -> {"open":{"write a schema":"high","run npx varve generate":"normal"},"completed":0}
  4 TaskCompleted {"task":"write a schema"}
    -> {"open":{"run npx varve generate":"normal"},"completed":1}
At revision 2: {"open":{"write a schema":"high","generate":"normal"},"completed":0}
Today:         {"open":{"run npx varve generate":"normal"},"completed":1}
`;

/** Compiles with one of the compilers that this repository has. */
const tsc = (compiler = 'typescript') =>
  project.run(process.execPath, join(repository, 'node_modules', compiler, 'bin/tsc'));

describe('varve init', () => {
  it('writes a project that generates, compiles with nothing but our packages, and runs', async () => {
    project = createProject({});
    const init = await project.varve('init');
    expect(init.code).toBe(0);
    expect(init.stdout).toBe(
      'create   package.json\ncreate   tsconfig.json\ncreate   .gitignore\ncreate   schemas/todo.varve.yaml\ncreate   src/main.ts\n',
    );
    expect(init.stderr).toBe('\nNext:\n  npm install\n  npx varve generate\n  npx tsc\n  npm start\n');
    expect(Object.keys(project.files())).toEqual(everything);
    expect(JSON.parse(project.read('package.json'))).toMatchObject({
      private: true,
      type: 'module',
      scripts: { generate: 'varve generate', build: 'varve generate && tsc', start: 'node dist/src/main.js' },
      dependencies: { '@varve/runtime': expect.stringMatching(/^\^\d/u) },
      devDependencies: { varve: expect.stringMatching(/^\^\d/u), typescript: expect.any(String) },
    });

    expect(await project.varve('generate', '--quiet')).toEqual({ code: 0, stdout: '', stderr: '' });
    for (const compiler of ['typescript-5.8', 'typescript'])
      expect({ compiler, ...(await tsc(compiler)) }).toEqual({ compiler, code: 0, stdout: '', stderr: '' });
    const started = await project.run(process.execPath, 'dist/src/main.js');
    expect({ code: started.code, stderr: started.stderr }).toEqual({ code: 0, stderr: '' });
    expect(started.stdout).toContain(audit);
    expect(started.stdout).toMatch(/added: 2,\s+completed: 1,/u);
    expect((await project.varve('generate', '--check')).code).toBe(0);
  });

  it('names the reducer that is missing when it is taken away', async () => {
    project = createProject({});
    await project.varve('init');
    await project.varve('generate');
    project.write('src/main.ts', project.read('src/main.ts').replace('TaskRenamed:', 'TaskRenmaed:'));
    const { code, stdout } = await tsc();
    expect(code).not.toBe(0);
    expect(stdout).toContain('TaskRenamed');
  });

  it('keeps what is there, and writes nothing twice', async () => {
    project = createProject({ 'src/main.ts': '// mine\n' });
    await project.varve('init');
    expect(project.read('src/main.ts')).toBe('// mine\n');
    const before = project.files();
    const { code, stdout } = await project.varve('init');
    expect(code).toBe(0);
    expect(stdout).toBe(
      'keep     package.json\nkeep     tsconfig.json\nkeep     .gitignore\nkeep     schemas/todo.varve.yaml\nkeep     src/main.ts\n',
    );
    expect(project.files()).toEqual(before);
  });

  it('adds to a package.json what it lacks, and changes nothing else of it', async () => {
    project = createProject({
      'package.json':
        '{\n\t"name": "mine",\n\t"scripts": { "start": "node ." },\n\t"dependencies": { "varve": "file:varve.tgz", "@varve/runtime": "file:runtime.tgz" }\n}\n',
    });
    const { stdout } = await project.varve('init');
    expect(stdout).toContain('complete package.json\n');
    const text = project.read('package.json');
    expect(text).toMatch(/^\{\n\t"name": "mine",\n/u);
    expect(JSON.parse(text)).toEqual({
      name: 'mine',
      scripts: { start: 'node .', generate: 'varve generate', build: 'varve generate && tsc' },
      dependencies: { varve: 'file:varve.tgz', '@varve/runtime': 'file:runtime.tgz' },
      type: 'module',
      devDependencies: { typescript: expect.any(String) },
    });
  });

  it('works in a package that is CommonJS', async () => {
    project = createProject({ 'package.json': '{ "type": "commonjs" }\n' });
    await project.varve('init');
    expect(JSON.parse(project.read('package.json'))).toMatchObject({ type: 'commonjs' });
    await project.varve('generate');
    for (const compiler of ['typescript-5.8', 'typescript'])
      expect({ compiler, ...(await tsc(compiler)) }).toEqual({ compiler, code: 0, stdout: '', stderr: '' });
    const { code, stdout } = await project.run(process.execPath, '--no-warnings', 'dist/src/main.js');
    expect(code).toBe(0);
    expect(stdout).toContain(audit);
  });

  it('makes the folder that is named, whatever its name', async () => {
    project = createProject({});
    const { code, stderr } = await project.varve('init', 'deep/Ein „Laden“');
    expect(code).toBe(0);
    expect(stderr).toContain('  cd deep/Ein „Laden“\n');
    expect(JSON.parse(project.read('deep/Ein „Laden“/package.json'))).toMatchObject({ name: 'ein-laden' });
  });

  it('writes nothing where the package.json cannot be read', async () => {
    project = createProject({ 'package.json': '{' });
    const { code, stderr } = await project.varve('init');
    expect(code).toBe(2);
    expect(stderr).toBe('package.json:1:1: error CONFIG_UNREADABLE "package.json" is not a JSON object\n');
    expect(Object.keys(project.files())).toEqual(['package.json']);
  });

  it('says what stands in its way, and writes nothing more', async () => {
    project = createProject({ taken: 'a file', 'half/src': 'a file' });
    const whole = await project.varve('init', 'taken');
    expect(whole.code).toBe(1);
    expect(whole.stderr).toMatch(/^taken:1:1: error OUTPUT_UNWRITABLE the project cannot be written: E/u);
    expect(whole.stderr).not.toContain('bug of Varve');
    const half = await project.varve('init', 'half');
    expect(half.code).toBe(1);
    expect(half.stderr).toMatch(/^half:1:1: error OUTPUT_UNWRITABLE the project cannot be written: E/u);
    expect(project.read('half/src')).toBe('a file');
  });

  it('compiles under @types/node too, which has console and crypto itself', async () => {
    project = createProject({});
    mkdirSync(join(project.cwd, 'node_modules/@types'));
    for (const name of ['@types/node', 'undici-types'])
      symlinkSync(join(repository, 'node_modules', name), join(project.cwd, 'node_modules', name), 'dir');
    await project.varve('init');
    await project.varve('generate');
    expect(await tsc('typescript-5.8')).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});
