import { describe, expect, it } from 'vitest';
import { checkConfig } from '../../../src/config/check-config.js';
import { defaultConfig } from '../../../src/config/config.js';
import { createReporter } from '../../../src/diagnostics/reporter.js';

function check(value: unknown, text?: string) {
  const reporter = createReporter();
  const config = checkConfig(value, { path: 'varve.config.ts', text, cwd: '/project' }, reporter);
  return {
    config,
    found: reporter.diagnostics.map(({ code, message, help, span }) => ({
      code,
      message,
      help,
      line: span.line,
      column: span.column,
    })),
  };
}

function messages(value: unknown): readonly string[] {
  const { config, found } = check(value);
  expect(config).toBeUndefined();
  expect(found.every(({ code }) => code === 'CONFIG_INVALID')).toBe(true);
  return found.map(({ message }) => message);
}

const harm = (output: string, schemas: string) => `the output folder "${output}" holds the schemas "${schemas}"`;

describe('checkConfig', () => {
  it('fills in every default', () => {
    expect(check({})).toEqual({ config: defaultConfig, found: [] });
  });

  it('takes every key, and one pattern for a list of one', () => {
    const given = {
      schemas: 'model/*.yaml',
      code: ['src/*.ts'],
      output: 'src/generated',
      mode: 'publish',
      timestamps: 'temporal',
      importExtension: '.ts',
    };
    expect(check(given)).toEqual({ config: { ...given, schemas: ['model/*.yaml'] }, found: [] });
    expect(check({ $schema: './x.json' }).found).toEqual([]);
  });

  it('reports all that is wrong, each at its place', () => {
    const text = `import { defineConfig } from 'varve';\n\nexport default defineConfig({\n  ouput: 'generated',\n  timestamps: 'Date', "mode": 'x',\n});\n`;
    expect(check({ ouput: 'generated', timestamps: 'Date', mode: 'x' }, text).found).toEqual([
      {
        code: 'CONFIG_INVALID',
        message: '"ouput" is not a key of the configuration',
        help: 'did you mean `output`?',
        line: 4,
        column: 3,
      },
      {
        code: 'CONFIG_INVALID',
        message: '"timestamps" is "Date", not one of "string", "date", "temporal"',
        help: 'did you mean `date`?',
        line: 5,
        column: 3,
      },
      {
        code: 'CONFIG_INVALID',
        message: '"mode" is "x", not one of "replay", "deploy", "publish"',
        help: undefined,
        line: 5,
        column: 23,
      },
    ]);
  });

  it('says what a configuration is instead of an object', () => {
    expect(messages(null)).toEqual(['the configuration is null, not an object']);
    expect(messages([])).toEqual(['the configuration is an empty list, not an object']);
    expect(messages(() => ({}))).toEqual(['the configuration is a function, not an object']);
  });

  it('refuses patterns that are none', () => {
    expect(messages({ schemas: [] })).toEqual(['"schemas" is an empty list, not a pattern or a list of patterns']);
    expect(messages({ schemas: ['a', 1] })).toEqual(['"schemas" holds 1, which is no pattern']);
    expect(check({ code: [] })).toMatchObject({ config: { code: [] }, found: [] });
    expect(messages({ code: [{}] })).toEqual(['"code" holds an object, which is no pattern']);
    expect(messages({ schemas: ' ' })).toEqual(['"schemas" holds " ", which is no pattern']);
  });

  it.each(['.', './', '..', '../..', '/project', '/', 'a/..'])(
    'refuses the output %s: the project itself or around it',
    (output) => {
      expect(messages({ output })).toEqual([
        `"output" is ${JSON.stringify(output)}, the working directory or a folder around it`,
      ]);
    },
  );

  it('refuses an output that leads out, but takes an absolute path', () => {
    expect(messages({ output: '../other' })).toEqual([
      '"output" is "../other", which leads out of the working directory',
    ]);
    expect(messages({ output: 'a/../../other' })).toEqual([
      '"output" is "a/../../other", which leads out of the working directory',
    ]);
    expect(check({ output: '/other' }).config?.output).toBe('/other');
    expect(check({ output: '..generated' }).config?.output).toBe('..generated');
  });

  it('refuses an output that holds the schemas', () => {
    expect(messages({ output: 'schemas' })).toEqual([harm('schemas', 'schemas/**/*.varve.yaml')]);
    expect(messages({ output: 'src', schemas: ['src/model/*.yaml'] })).toEqual([harm('src', 'src/model/*.yaml')]);
    expect(messages({ output: 'src', schemas: ['src/one.yaml'] })).toEqual([harm('src', 'src/one.yaml')]);
    expect(check({ output: 'schemas/out' }).found).toEqual([]);
    expect(check({ output: 'src', schemas: ['model/*.yaml', '!src/**'] }).found).toEqual([]);
  });

  it('looks nothing up on Object.prototype', () => {
    expect(messages(JSON.parse('{"__proto__": 1, "constructor": 2}'))).toEqual([
      '"__proto__" is not a key of the configuration',
      '"constructor" is not a key of the configuration',
    ]);
  });
});
