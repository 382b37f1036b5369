import { capital, type Names } from './names.ts';

// The lines by which what exists comes to know of a new aggregate.

/** The packages that depend on every aggregate. */
export const dependents: readonly string[] = [
  ...['command', 'projector', 'query', 'gateway'].map((name) => `services/${name}`),
  ...['services/cli', 'shared/client'],
];

/** Reads a file by its path from the root. */
type Read = (path: string) => string;

/** The files that change, as they are with this aggregate. Throws if one of them is not as expected. */
export function wiredFiles(names: Names, read: Read): Map<string, string> {
  const files = new Map<string, string>();
  const edit: Edit = (path, ...edits) => {
    const edited = edits.reduce((text, one) => {
      const next = one(text);
      if (next === undefined)
        throw new Error(`${path} has no place for a further aggregate: it has changed since this was written.`);
      return next;
    }, read(path));
    files.set(path, edited);
  };
  const { all } = names;
  wireServices(names, edit);
  wireClient(names, edit);
  wireCommandLine(names, edit);
  for (const folder of dependents) {
    edit(`${folder}/package.json`, (text) =>
      behindLast(text, /^ {4}"@notes\/feature-\w+": "0\.1\.0",$/gm, `\n    "@notes/feature-${all}": "0.1.0",`),
    );
    edit(`${folder}/tsconfig.json`, (text) => referring(text, all));
  }
  edit('tsconfig.json', (text) => referring(text, all));
  return files;
}

type Edit = (path: string, ...edits: readonly ((text: string) => string | undefined)[]) => void;

const importing = (all: string, what: string, part: string) => (text: string) =>
  behindLast(
    text,
    /^import .* from '@notes\/feature-\w+\/\w+';$/gm,
    `\nimport ${what} from '@notes/feature-${all}/${part}';`,
  );

function wireServices({ one, all }: Names, edit: Edit): void {
  const One = capital(one);
  edit(
    'services/command/src/app.ts',
    importing(all, `{ ${one} }`, 'domain'),
    importing(all, `{ register${One}Writes }`, 'write'),
    (text) => behindLast(text, /^const aggregates = \[.*?(?=, claim\])/gm, `, ${one}`),
    (text) =>
      behindLast(
        text,
        /^ *register\w+Writes\(app, .*\);$/gm,
        `\n        register${One}Writes(app, { items: writeSide.writerOf(${one}), pool, progress });`,
      ),
  );
  edit('services/projector/src/app.ts', importing(all, `{ ${one}Projected }`, 'project'), (text) =>
    behindLast(text, /^const readModel = readModelOf\((?:\w+, )*/gm, `${one}Projected, `),
  );
  edit('services/query/src/app.ts', importing(all, `{ register${One}Reads }`, 'read'), (text) =>
    behindLast(text, /^ *register\w+Reads\(app, reads\);$/gm, `\n        register${One}Reads(app, reads);`),
  );
  edit('services/gateway/src/app.ts', importing(all, `{ ${one}Contract }`, 'contract'), (text) =>
    behindLast(text, /^export const features: readonly FeatureContract\[\] = \[[^\]]*/gm, `, ${one}Contract`),
  );
}

function wireClient({ one, all }: Names, edit: Edit): void {
  const One = capital(one);
  edit(
    'shared/client/src/resource/resources.ts',
    importing(all, `type { ${One}Resource }`, 'client'),
    (text) => behindLast(text, /^ {2}readonly \w+: \w+Resource;$/gm, `\n  readonly ${all}: ${One}Resource;`),
    (text) => behindLast(text, /^const subjects = \[[^\]]*/gm, `, '${one}_id'`),
  );
  edit(
    'shared/client/src/create-notes-client.ts',
    (text) =>
      behindLast(
        text,
        /^ {2}readonly \w+: ResourceApi<.*>;$/gm,
        `\n  readonly ${all}: ResourceApi<Resources['${all}']>;`,
      ),
    (text) =>
      behindLast(
        text,
        /^ {4}\w+: createResourceApi<.*>\(.*\),$/gm,
        `\n    ${all}: createResourceApi<Resources['${all}']>(http, '${all}'),`,
      ),
  );
}

function wireCommandLine({ one, all }: Names, edit: Edit): void {
  const One = capital(one);
  const schemas = `Item: ${One}, Body: ${One}Body, Patch: ${One}Patch, Query: ${One}ListParameters`;
  edit(
    'services/cli/src/resources/resource.ts',
    importing(all, `{ ${one} }`, 'domain'),
    importing(all, `{ ${One}, ${One}Body, ${One}ListParameters, ${One}Patch, ${one}Names }`, 'contract'),
    (text) =>
      behindLast(
        text,
        /^ {2}\{ \.\.\.\w+Names, .*\},$/gm,
        `\n  { ...${one}Names, ${schemas}, aggregate: ${one}, callsOf: (client) => client.${all} },`,
      ),
  );
}

/** Undefined if there is no such place. */
function behindLast(text: string, pattern: RegExp, added: string): string | undefined {
  const last = [...text.matchAll(pattern)].at(-1);
  if (last === undefined) return undefined;
  const end = last.index + last[0].length;
  return text.slice(0, end) + added + text.slice(end);
}

function referring(text: string, all: string): string | undefined {
  const last = [...text.matchAll(/\{\s*"path": "([^"]*features\/)\w+"\s*\}/g)].at(-1);
  return (
    last &&
    behindLast(text, /\{\s*"path": "[^"]*features\/\w+"\s*\}/g, `,\n    {\n      "path": "${last[1]}${all}"\n    }`)
  );
}

type Lock = { readonly packages: Record<string, Record<string, unknown>> };
type Manifest = Readonly<Record<'name' | 'version' | 'license', string>> & {
  readonly dependencies: object;
  readonly devDependencies: object;
};

/**
 * A lock file of npm with the package of an aggregate among the others, so that nothing has to be installed; those in
 * `folders` depend on it.
 */
export function lockedWith(lockText: string, manifestText: string, all: string, folders: readonly string[]): string {
  const lock = JSON.parse(lockText) as Lock & object;
  const { name, version, license, dependencies, devDependencies } = JSON.parse(manifestText) as Manifest;
  const folder = `shared/features/${all}`;
  const packages: Lock['packages'] = {
    ...lock.packages,
    [`node_modules/${name}`]: { resolved: folder, link: true },
    [folder]: { name, version, license, dependencies, devDependencies },
  };
  for (const path of folders) {
    const found = packages[path];
    if (found === undefined) continue;
    packages[path] = {
      ...found,
      dependencies: sorted<unknown>({ ...(found['dependencies'] as object), [name]: version }),
    };
  }
  return `${JSON.stringify({ ...lock, packages: sorted(packages) }, null, 2)}\n`;
}

const sorted = <Value>(members: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(Object.entries(members).toSorted(([one], [other]) => one.localeCompare(other, 'en')));
