import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { type BankProject, schemaPath } from './bank-project.js';
import type { Edit } from './days.js';

/** A finding of `varve check --format json`. */
interface Finding extends Place {
  readonly code: string;
  readonly severity: string;
  readonly related: readonly (Place & { readonly message: string })[];
}

interface Place {
  readonly message: string;
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

interface Impacted {
  readonly name: string;
  readonly reasons: readonly string[];
}

/** What `varve check` said of a day's schema. */
export interface SchemaCheck {
  readonly snapshots: readonly Impacted[];
  readonly projections: readonly Impacted[];
  /** What is found in each mode beside the impact: `warning FIELD_DROPPED`. */
  readonly findings: Readonly<Record<Mode, readonly string[]>>;
}

const modes = ['replay', 'deploy', 'publish'] as const;
type Mode = (typeof modes)[number];

/**
 * Compares today's schema with that of a commit, in all three modes. Nothing may be refused where new code reads all that
 * was stored, nor where old code runs beside it.
 */
export function checkSchema(project: BankProject, commit: string): SchemaCheck {
  const answers = modes.map((mode) => {
    const { code, stdout } = project.varve('check', '--against', commit, '--mode', mode, '--format', 'json');
    return {
      mode,
      code,
      ...(JSON.parse(stdout) as { diagnostics: readonly Finding[]; impact: Omit<SchemaCheck, 'findings'> }),
    };
  });
  const [replay] = answers;
  ok(replay !== undefined);
  for (const { mode, code, diagnostics } of answers)
    ok(code === 0 || mode === 'publish', `what only adds is not refused: ${JSON.stringify(diagnostics)}`);
  for (const { impact } of answers) deepStrictEqual(impact, replay.impact, 'the impact is the same in every mode');
  const findingsOf = (mode: Mode): readonly string[] =>
    answers
      .filter((answer) => answer.mode === mode)
      .flatMap(({ diagnostics }) => diagnostics)
      .filter(({ code }) => code !== 'SNAPSHOT_STALE' && code !== 'REBUILD_NEEDED')
      .map(({ severity, code, message }) => `${severity} ${code} ${message}`);
  const { snapshots, projections } = replay.impact;
  return {
    snapshots,
    projections,
    findings: { replay: findingsOf('replay'), deploy: findingsOf('deploy'), publish: findingsOf('publish') },
  };
}

/** What `varve release` says when one character of what is released is another. */
export interface Refusal {
  readonly edit: string;
  /** Each finding with its places: in the schema, and in the lock. */
  readonly lines: readonly string[];
}

const mostFindings = 2;

/** Changes one character, sees to it that the release is refused and the lock untouched, and takes the change back. */
export function refuseEdit(project: BankProject, { from, to }: Edit): Refusal {
  const schema = project.read(schemaPath);
  const parts = schema.split(from);
  strictEqual(parts.length, 2, `${from} stands once in the schema`);
  ok(isOneCharacter(from, to), `${from} and ${to} differ by one character`);
  project.write(schemaPath, parts.join(to));
  const lock = project.git('status', '--porcelain', 'varve.lock');
  const { code, stdout } = project.varve('release', '--format', 'json');
  strictEqual(project.git('status', '--porcelain', 'varve.lock'), lock, 'the lock is left alone');
  project.write(schemaPath, schema);
  strictEqual(code, 1, `the release with ${to} is refused`);

  const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly Finding[] };
  const immutable = diagnostics.filter((finding) => finding.code === 'VERSION_IMMUTABLE');
  ok(immutable.length > 0, `VERSION_IMMUTABLE is found: ${stdout}`);
  // A type that many versions use is many findings.
  const more = immutable.length - mostFindings;
  const lines = immutable.slice(0, mostFindings).flatMap((finding) => {
    const before = finding.related.at(-1);
    ok(before !== undefined && before.path.startsWith('varve.lock/'), 'the place in the lock is told');
    const { path, line, column } = before;
    const released = project
      .read(path)
      .split('\n')
      .at(line - 1)
      ?.slice(column - 1);
    return [
      `${placeText(finding)} ${finding.message}`,
      `  ${placeText(before)} ${before.message}: ${released?.slice(0, 24)}…`,
    ];
  });
  if (more > 0) lines.push(`and ${more} more like it`);
  return { edit: `\`${from.trim()}\` → \`${to.trim()}\``, lines };
}

function placeText({ path, line, column }: Place): string {
  return `${path}:${line}:${column}`;
}

function isOneCharacter(from: string, to: string): boolean {
  const start = [...from].findIndex((character, index) => character !== to[index]);
  return [0, 1].some((gone) =>
    [0, 1].some((come) => gone + come > 0 && from.slice(start + gone) === to.slice(start + come)),
  );
}
