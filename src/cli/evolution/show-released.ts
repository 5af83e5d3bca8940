import { versionId } from '../../evolution/check/released-events.js';
import type { GoldenLine } from '../../evolution/golden/golden-line.js';
import type { LockLine } from '../../evolution/lock-line.js';
import type { ReleasedFile } from '../../evolution/plan-release.js';
import type { GoldenRelease } from '../../laws/golden/plan-golden.js';
import { listed } from '../../model/type-text.js';

/** A line of the lock that a release adds, for programs. */
export interface ReleasedJson {
  readonly context: string;
  readonly aggregate: string;
  readonly event: string;
  readonly version: number;
  readonly kind: LockLine['kind'];
  readonly path: string;
}

export function releasedJson({ context, aggregate, event, path, lines }: ReleasedFile): readonly ReleasedJson[] {
  return lines.map(({ version, kind }) => ({ context, aggregate, event, version, kind, path }));
}

/** A line of a golden file that a release adds, for programs. */
export interface GoldenJson extends Omit<ReleasedJson, 'kind'> {
  readonly kind: GoldenLine['kind'];
}

export function goldenJson({ context, aggregate, event, path, lines }: GoldenRelease): readonly GoldenJson[] {
  return lines.map(({ version, kind }) => ({ context, aggregate, event, version, kind, path }));
}

const kinds: Readonly<Record<LockLine['kind'], string>> = {
  version: '',
  step: ' (a changed step)',
  split: ' (its parts)',
  code: ' (its hand-written code)',
};

/** What is released, line by line: `shop/Cart.ItemAdded@2`. */
export function releasedTexts(file: ReleasedFile): readonly string[] {
  return releasedJson(file).map(
    ({ context, aggregate, event, version, kind }) => `${versionId(context, aggregate, event, version)}${kinds[kind]}`,
  );
}

/** How much is released. Golden lines are told of where they are all that there is: they go with what is released as a matter of course. */
export function releaseSummary(
  files: readonly ReleasedFile[],
  golden: readonly GoldenRelease[],
  dryRun: boolean,
): string {
  if (files.length === 0 && golden.length === 0) return 'everything is released already';
  const lines = files.flatMap((file) => file.lines);
  const versions = lines.filter(({ kind }) => kind === 'version').length;
  const changes = lines.length - versions;
  const counts = [
    ...(versions === 0 ? [] : [`${versions} ${versions === 1 ? 'version' : 'versions'}`]),
    ...(changes === 0 ? [] : [`${changes} ${changes === 1 ? 'change' : 'changes'}`]),
    ...(lines.length === 0 ? goldenCounts(golden) : []),
  ];
  return `${listed(counts)} ${dryRun ? 'to release' : 'released'}`;
}

function goldenCounts(golden: readonly GoldenRelease[]): readonly string[] {
  const lines = golden.flatMap((file) => file.lines);
  return (['stream', 'state'] as const).flatMap((kind) => {
    const count = lines.filter((line) => line.kind === kind).length;
    return count === 0 ? [] : [`${count} golden ${count === 1 ? kind : `${kind}s`}`];
  });
}
