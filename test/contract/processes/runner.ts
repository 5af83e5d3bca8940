import { type ChildProcess, spawn } from 'node:child_process';
import { compilePrograms } from './compile.js';

/** A program that runs as a process of its own. */
export interface Running {
  readonly child: ChildProcess;
  /** The lines of its output, when it has ended. It must end well, or be killed by the test. */
  readonly lines: Promise<string[]>;
  /** Settles when it has said that it is ready. */
  readonly ready: Promise<void>;
  /** Ends its input. */
  begin(): void;
  /** Settles when it has printed that many lines. */
  printed(count: number): Promise<void>;
}

export interface Runner {
  start(program: string, args: readonly string[]): Running;
  /** Kills what still runs. */
  killAll(): void;
  /** Removes the programs. */
  remove(): void;
}

/** Compiles the programs beside this file, and runs them. */
export function createRunner(): Runner {
  const programs = compilePrograms();
  const running = new Set<ChildProcess>();
  return {
    start(program, args) {
      const child = spawn(process.execPath, [programs.program(program), ...args], { stdio: 'pipe' });
      running.add(child);
      child.on('close', () => running.delete(child));
      let [output, errors] = ['', ''];
      child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
      const ready = new Promise<void>((resolve) =>
        child.stderr.setEncoding('utf8').on('data', (text: string) => {
          errors += text;
          if (errors.includes('ready')) resolve();
        }),
      );
      const lines = new Promise<string[]>((resolve, reject) => {
        child.on('close', (code, signal) => {
          if (code === 0 || signal === 'SIGKILL') resolve(output.split('\n').filter((line) => line !== ''));
          else reject(new Error(`${program} ended with ${code ?? signal}: ${errors}`));
        });
      });
      return {
        child,
        lines,
        ready,
        begin: () => void child.stdin.end(),
        printed: (count) =>
          new Promise((resolve, reject) => {
            child.stdout.on('data', () => {
              if (output.split('\n').length > count) resolve();
            });
            lines.catch(reject);
          }),
      };
    },
    killAll() {
      for (const child of running) child.kill('SIGKILL');
    },
    remove: () => programs.remove(),
  };
}
