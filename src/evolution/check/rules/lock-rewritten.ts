import { startOf, type Span } from '../../../diagnostics/span.js';
import { lockFolder } from '../../lock-path.js';
import type { Rule } from '../rule.js';

export const lockRewritten: Rule = {
  of: ['sound', 'complete', 'partial'],
  run({ base, lockLines }, report) {
    if (base === undefined) return;
    for (const [path, before] of base.lockLines) {
      const lines = lockLines.get(path);
      const help = `restore it: \`git checkout ${base.commit} -- ${shellWord(path)}\``;
      if (lines === undefined) {
        report(startOf(path), `this lock file is gone, and was there at ${base.label}`, { help });
        continue;
      }
      const kept = new Set(lines);
      for (const [index, line] of before.entries()) {
        if (kept.has(line)) continue;
        const beginning = /^\d+ [a-z]+:/.exec(line)?.[0] ?? line;
        const edited = lines.findIndex((other) => !before.includes(other) && other.startsWith(beginning));
        const [at, what] = edited === -1 ? [Math.min(index, lines.length - 1), 'gone'] : [edited, 'edited'];
        const message = `line ${index + 1} of ${base.label}, \`${abridged(line)}\`, is ${what}`;
        report(lineSpan(path, Math.max(at, 0), what === 'edited' ? (lines[at] ?? '') : ''), message, {
          help: `what is in ${lockFolder} was released, and lines are only ever added; ${help}`,
        });
      }
    }
  },
};

/** A path of a file that somebody else committed, to be pasted into a shell. */
function shellWord(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}

function abridged(line: string): string {
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}

function lineSpan(path: string, index: number, text: string): Span {
  return { path, line: index + 1, column: 1, endLine: index + 1, endColumn: text.length + 1 };
}
