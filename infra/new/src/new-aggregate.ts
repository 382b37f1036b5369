import { fieldBlocks, migrationBlocks } from './field-lines.ts';
import { fill, wordsFor } from './fill.ts';
import { lockedWith } from './lock.ts';
import { capital, type Names } from './names.ts';
import type { Repository } from './repository.ts';
import { type FieldSpec, SpecError } from './spec.ts';
import { page, wiredFiles } from './wiring.ts';

export const template = 'infra/new/template';
/** That of the repository, and what npm has installed, which is brought up to date as well, so that nothing has to be installed again. */
const locks = ['package-lock.json', 'node_modules/.package-lock.json'];
/** What makes a package of the template; that of the features has them already. */
const ofPackage = ['package.json', 'tsconfig.json', 'turbo.json'];

/** What is to be written, by path. */
export type Files = ReadonlyMap<string, string>;

/** The files of a new aggregate, and those that name it. Throws a SpecError if there is something in its way. */
export function newAggregate(repository: Repository, names: Names, fields: readonly FieldSpec[]): Files {
  refuseWhatIsTaken(repository, names);
  const { all } = names;
  const words = wordsFor(names);
  const blocks = fieldBlocks(names, fields);
  const folder = `shared/features/${all}`;
  const files = new Map<string, string>();
  for (const path of repository.list(template)) {
    if (path.startsWith('migrations/') || path.includes('sample-actors') || ofPackage.includes(path)) continue;
    files.set(`${folder}/${fill(path, words)}`, fill(repository.read(`${template}/${path}`), words, blocks));
  }
  const migration = repository.read(`${template}/migrations/samples.sql`);
  files.set(
    `${folder}/migrations/${repository.nextMigration()}_${all}.sql`,
    fill(migration, words, migrationBlocks(all, fields)),
  );
  for (const [path, text] of wiredFiles(names, repository.read)) files.set(path, text);
  const view = `${folder}/page`;
  const manifest = files.get(`${view}/package.json`) ?? '';
  for (const path of locks.filter(repository.exists))
    files.set(path, lockedWith(repository.read(path), manifest, view, page));
  return files;
}

const reserved =
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield'.split(
    ' ',
  );

/** Names that the API has already, beside those of resources. */
const addresses = ['stats', 'status', 'stream', 'feed', 'rooms', 'room', 'claim', 'claims'];

function refuseWhatIsTaken({ features, read, exists, migrations }: Repository, { one, all }: Names): void {
  if (exists(`shared/features/${all}`))
    throw new SpecError(`There is a feature '${all}' already: shared/features/${all}.`);
  const taken = [one, all].find((word) => addresses.includes(word) || features().includes(word));
  if (taken !== undefined) throw new SpecError(`'${taken}' has another meaning in the API: take another name.`);
  const tables = [all, `${one}_totals`, `${one}_authors`, `${one}_days`];
  const text = migrations();
  const table = tables.find((name) => new RegExp(`\\btable (?:if not exists )?(?:rm_n\\.)?${name}\\b`).test(text));
  if (table !== undefined) throw new SpecError(`There is a table '${table}' already: take another name.`);
  if (reserved.includes(one)) throw new SpecError(`'${one}' is a reserved word of JavaScript: take another name.`);
  for (const path of ['services/command/src/app.ts', `${template}/src/domain/sample.ts`])
    if (new RegExp(`(?<![\\w./'@-])${one}(?![\\w'/-])`).test(withoutProse(read(path))))
      throw new SpecError(`'${one}' is a name that the code around it uses (${path}): take another name.`);
  if (new RegExp(`\\$id: '${capital(one)}'`).test(read('shared/contracts/src/problems.ts')))
    throw new SpecError(`${capital(one)} is a schema of the API already: take another name.`);
}

const withoutProse = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$|'[^'\n]*'/gm, "''");
