import { fill, wordsFor } from './fill.ts';
import { spellingsOf } from './names.ts';
import { type Files, template } from './new-aggregate.ts';
import { namesOfFeature, type Repository } from './repository.ts';
import { SpecError } from './spec.ts';

/** The files of a new projection of a feature, and those that name it. Throws a SpecError if there is something in its way. */
export function newProjection(repository: Repository, feature: string, name: string): Files {
  const names = namesOfFeature(repository, feature);
  const { kebab, snake, camel } = spellingsOf(name);
  const folder = `shared/features/${feature}`;
  if (repository.exists(`${folder}/src/project/${kebab}.ts`))
    throw new SpecError(`There is ${folder}/src/project/${kebab}.ts already: take another name.`);
  if (new RegExp(`\\btable (?:rm_n\\.)?${snake}\\b`).test(repository.migrations()))
    throw new SpecError(`There is a table '${snake}' already: take another name.`);
  const words = [
    ...[['sample_actors', snake] as const, ['sample-actors', kebab] as const, ['sampleActors', camel] as const],
    ...wordsFor(names),
  ];
  const from = (path: string): string => fill(repository.read(`${template}/${path}`), words);
  const index = `${folder}/src/project/index.ts`;
  return new Map([
    [`${folder}/src/project/${kebab}.ts`, from('src/project/sample-actors.ts')],
    [`${folder}/src/project/${kebab}.test.ts`, from('src/project/sample-actors.test.ts')],
    [`${folder}/migrations/${repository.nextMigration()}_${kebab}.sql`, from('migrations/sample-actors.sql')],
    [index, named(repository.read(index), index, kebab, camel)],
  ]);
}

function named(text: string, path: string, kebab: string, camel: string): string {
  const list = /(projections: \[[\s\S]*?),?(\s*\],)/;
  if (!list.test(text)) throw new Error(`${path} has no list of projections: it has changed since this was written.`);
  return `import { ${camel} } from './${kebab}.ts';\n${text.replace(list, `$1, ${camel}$2`)}`;
}
