/** As far as it matters here. */
export interface PackageJson {
  readonly version?: string;
  readonly type?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const scripts = {
  generate: 'varve generate',
  build: 'varve generate && tsc',
  start: 'node dist/src/main.js',
};

/** Adds what a project that uses Varve needs, where it has nothing of the name yet. `own` is Varve's package. */
export function completePackage(given: PackageJson, own: PackageJson): PackageJson {
  const range = `^${own.version ?? '0.1.0'}`;
  const typescript = own.devDependencies?.['typescript'] ?? own.peerDependencies?.['typescript'] ?? '>=5.8';
  const listed = { ...given.dependencies, ...given.devDependencies, ...given.peerDependencies };
  const lacking = (wanted: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
    Object.fromEntries(Object.entries(wanted).filter(([name]) => !Object.hasOwn(listed, name)));
  const absentScripts = Object.fromEntries(
    Object.entries(scripts).filter(([name]) => !Object.hasOwn({ ...given.scripts }, name)),
  );
  const dependencies = lacking({ '@varve/runtime': range });
  const devDependencies = lacking({ typescript, varve: range });
  return {
    ...given,
    type: given.type ?? 'module',
    scripts: { ...given.scripts, ...absentScripts },
    ...(Object.keys(dependencies).length === 0 ? {} : { dependencies: { ...given.dependencies, ...dependencies } }),
    ...(Object.keys(devDependencies).length === 0
      ? {}
      : { devDependencies: { ...given.devDependencies, ...devDependencies } }),
  };
}
