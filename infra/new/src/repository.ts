import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SpecError } from './spec.ts';

/** The files of a checkout, by paths from its root. */
export type Repository = {
  readonly root: string;
  read(path: string): string;
  exists(path: string): boolean;
  /** The files below a folder. */
  list(folder: string): string[];
  /** The folders of the features. */
  features(): string[];
  /** The next number of a migration, with four digits. */
  nextMigration(): string;
  /** The text of all migrations. */
  migrations(): string;
};

export function openRepository(root: string): Repository {
  const at = (path: string): string => join(root, path);
  const list = (folder: string): string[] =>
    readdirSync(at(folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(at(folder).length + 1))
      .filter((path) => !/(?:^|\/)(?:dist|node_modules)\//.test(path));
  const features = (): string[] =>
    readdirSync(at('shared/features')).filter((name) => existsSync(at(`shared/features/${name}/src`)));
  const migrationFiles = (): string[] =>
    ['infra/postgres/migrations', ...features().map((name) => `shared/features/${name}/migrations`)]
      .filter((folder) => existsSync(at(folder)))
      .flatMap((folder) => readdirSync(at(folder)).map((file) => `${folder}/${file}`))
      .filter((path) => path.endsWith('.sql'));
  const numberOf = (path: string): number => Number(path.slice(path.lastIndexOf('/') + 1).slice(0, 4));
  return {
    ...{ root, list, features },
    read: (path) => readFileSync(at(path), 'utf8'),
    exists: (path) => existsSync(at(path)),
    nextMigration: () => String(Math.max(0, ...migrationFiles().map(numberOf)) + 1).padStart(4, '0'),
    migrations: () =>
      migrationFiles()
        .map((path) => readFileSync(at(path), 'utf8'))
        .join('\n'),
  };
}

/** How one of a feature is called, and all of them. Throws a SpecError if there is no such feature. */
export function namesOfFeature(
  repository: Repository,
  feature: string,
): { readonly one: string; readonly all: string } {
  const path = `shared/features/${feature}/src/contract/messages.ts`;
  const known = repository.features().join(', ');
  if (!repository.exists(path)) throw new SpecError(`There is no feature '${feature}'. There are: ${known}.`);
  const [, all, one] = /\ball: '(\w+)', one: '(\w+)'/.exec(repository.read(path)) ?? [];
  if (all === undefined || one === undefined) throw new Error(`${path} does not say how the feature is called`);
  return { one, all };
}
