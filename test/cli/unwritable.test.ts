import { afterEach, expect, it } from 'vitest';
import { createProject, type Project, smallSchema } from './project.js';

let project: Project;
afterEach(() => project.dispose());

it('says what the system said where the output cannot be written', async () => {
  // No file system takes a name of three hundred characters, and nobody's rights change that.
  const output = 'x'.repeat(300);
  project = createProject({ 'schemas/shop.varve.yaml': smallSchema, 'varve.config.json': JSON.stringify({ output }) });
  const { code, stderr } = await project.varve('generate', '--quiet');
  expect(code).toBe(1);
  expect(stderr.split(/ENAMETOOLONG/u)[0]).toBe(
    `${output}:1:1: error OUTPUT_UNWRITABLE the output cannot be written: `,
  );
});
