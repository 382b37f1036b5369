import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the names of the migrations applied are kept. */
export const migrationsTable = 'pgmigrations';

// The same from src and from dist: both lie one below the package.
const own = fileURLToPath(new URL('../migrations', import.meta.url));
const features = fileURLToPath(new URL('../../../shared/features', import.meta.url));

/** The folder of what every feature needs, and that of each feature that has one. */
export const migrationFolders = (): string[] => [
  own,
  ...readdirSync(features)
    .map((feature) => join(features, feature, 'migrations'))
    .filter((folder) => existsSync(folder)),
];

/** The files of all migrations by name, in the order in which they are applied: by their numbers, whichever folder they are in. */
export const migrationFiles = (): ReadonlyMap<string, string> =>
  new Map(
    migrationFolders()
      .flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))
      .filter((path) => path.endsWith('.sql'))
      .map((path) => [basename(path, '.sql'), path] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
