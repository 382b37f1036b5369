import { spellingsOf } from './names.ts';
import { type Files, template } from './new-aggregate.ts';
import { namesOfFeature, type Repository } from './repository.ts';

/** The file of a new migration, of a feature or of all. Throws a SpecError for a name that is none. */
export function newMigration(repository: Repository, name: string, feature: string | undefined): Files {
  const { kebab } = spellingsOf(name);
  if (feature !== undefined) namesOfFeature(repository, feature);
  const folder = feature === undefined ? 'infra/postgres/migrations' : `shared/features/${feature}/migrations`;
  const text = repository.read(`${template}/migrations/empty.sql`);
  return new Map([[`${folder}/${repository.nextMigration()}_${kebab}.sql`, text]]);
}
