type Lock = { readonly packages: Record<string, Record<string, unknown>> };
type Manifest = Readonly<Record<'name' | 'version' | 'license', string>> & {
  readonly dependencies: object;
};

/**
 * A lock file of npm with a package in `folder` among the others, so that nothing has to be installed. The package in `dependent` depends on
 * it.
 */
export function lockedWith(lockText: string, manifestText: string, folder: string, dependent: string): string {
  const lock = JSON.parse(lockText) as Lock & object;
  const { name, version, license, dependencies } = JSON.parse(manifestText) as Manifest;
  const packages: Lock['packages'] = {
    ...lock.packages,
    [`node_modules/${name}`]: { resolved: folder, link: true },
    [folder]: { name, version, license, dependencies },
  };
  const found = packages[dependent];
  if (found !== undefined)
    packages[dependent] = {
      ...found,
      dependencies: sorted<unknown>({ ...(found['dependencies'] as object), [name]: version }),
    };
  return `${JSON.stringify({ ...lock, packages: sorted(packages) }, null, 2)}\n`;
}

const sorted = <Value>(members: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(Object.entries(members).toSorted(([one], [other]) => one.localeCompare(other, 'en')));
