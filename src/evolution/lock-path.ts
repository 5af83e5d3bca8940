/** The folder of the lock, in the working directory. */
export const lockFolder = 'varve.lock';

/** Whose lock a file is. */
export interface LockPath {
  readonly context: string;
  readonly aggregate: string;
  readonly event: string;
}

/** `varve.lock/shop/Cart/ItemAdded.lock` */
export function lockPath({ context, aggregate, event }: LockPath): string {
  return `${lockFolder}/${context}/${aggregate}/${event}.lock`;
}

/** `varve.lock/shop/Cart/ItemAdded.golden` */
export function goldenPath({ context, aggregate, event }: LockPath): string {
  return `${lockFolder}/${context}/${aggregate}/${event}.golden`;
}

/** What a path, relative to the working directory, says; or what is wrong with it. */
export function parseLockPath(path: string): LockPath | string {
  const [folder, context, aggregate, file, ...more] = path.split('/');
  if (folder !== lockFolder || context === undefined || aggregate === undefined || file === undefined)
    return 'this lock file stands too high up';
  if (more.length > 0) return 'this lock file stands too deep down';
  const event = file.replace(/\.(?:lock|golden)$/u, '');
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/u.test(context)) return `"${context}" is the name of no context`;
  const wrong = [aggregate, event].find((name) => !/^[A-Z][A-Za-z0-9]*$/u.test(name));
  return wrong === undefined ? { context, aggregate, event } : `"${wrong}" is the name of no aggregate or event`;
}
