import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { namesOf } from './names.ts';
import { type Files, newAggregate } from './new-aggregate.ts';
import { newMigration } from './new-migration.ts';
import { newProjection } from './new-projection.ts';
import { openRepository } from './repository.ts';
import { fieldTypes, readFields, SpecError } from './spec.ts';
import { writeFiles } from './write-files.ts';

const help = `npm run new -- aggregate <name> --fields '<fields>' [--plural <word>]
    A resource beside the notes, in shared/features, for instance
      npm run new -- aggregate label --fields 'name:string(1..64)!, colour:enum(red|green)?'
    Fields are name:type, with ! (required) or ? (may be null) behind them, and \`unique\` behind one of them.
    Types: ${fieldTypes}

npm run new -- projection <feature> <name>
    A table of the read model that is made of the events of a feature, for instance
      npm run new -- projection labels label-actors

npm run new -- migration <name> [--feature <feature>]
    An empty migration with the next number, of a feature or of what all share.
`;

/** What brings the copy of the schema in the repository up to date. */
const regenerate = [
  'npm run build',
  "npx vitest run --project int infra/postgres/src/schema.int.test.ts -t 'schema.sql' --update",
];
const root = fileURLToPath(new URL('../../../', import.meta.url));

function main(args: readonly string[]): string {
  const { positionals, values } = parsed(args);
  const [what, ...names] = positionals;
  if (what === undefined || values.help === true) return help;
  const repository = openRepository(root);
  const expect = (count: number, usage: string): void => {
    if (names.length !== count) throw new SpecError(`Type: npm run new -- ${usage}`);
  };
  const [first = '', second = ''] = names;
  if (what === 'aggregate') {
    expect(1, "aggregate <name> --fields '<fields>'");
    if (values.fields === undefined)
      throw new SpecError("Name its fields, for instance: --fields 'name:string(1..64)!, colour:enum(red|green)?'");
    const called = namesOf(first, values.plural);
    const folder = `shared/features/${called.all}`;
    const files = newAggregate(repository, called, readFields(values.fields));
    writeFiles(root, files, { name: `@notes/feature-${called.all}-page`, folder: `${folder}/page` });
    return report(files, [
      'npm start',
      ...regenerate,
      'npx vitest run --project unit services/gateway/src/api --update',
    ]);
  }
  if (what === 'projection') {
    expect(2, 'projection <feature> <name>');
    const files = newProjection(repository, first, second);
    writeFiles(root, files);
    return report(files, regenerate);
  }
  if (what === 'migration') {
    expect(1, 'migration <name> [--feature <feature>]');
    const files = newMigration(repository, first, values.feature);
    writeFiles(root, files);
    return report(files, regenerate);
  }
  throw new SpecError(`There is no new '${what}'. Type: npm run new -- aggregate|projection|migration …`);
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { fields: text, plural: text, feature: text, help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    throw new SpecError(error instanceof Error ? error.message : String(error));
  }
}

const report = (files: Files, next: readonly string[]): string => {
  const written = [...files.keys()].filter((path) => !path.startsWith('node_modules/')).map((path) => `  ${path}\n`);
  return `Written:\n${written.join('')}\nNext:\n${next.map((command) => `  ${command}\n`).join('')}`;
};

try {
  process.stdout.write(main(process.argv.slice(2)));
} catch (error) {
  const output = error instanceof Error && 'stderr' in error ? `\n${String(error.stderr)}` : '';
  process.stderr.write(`${error instanceof Error ? error.message : error}${output}\n`);
  process.exitCode = error instanceof SpecError ? 2 : 1;
}
