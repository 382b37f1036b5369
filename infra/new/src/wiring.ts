import { capital, type Names } from './names.ts';

// The lines by which what exists comes to know of a new aggregate: an import and its name in a list.

/** The page, which depends on all views. */
export const page = 'services/web';

/** Reads a file by its path from the root. */
type Read = (path: string) => string;

/** The files that change, as they are with this aggregate. Throws if one of them is not as expected. */
export function wiredFiles(names: Names, read: Read): Map<string, string> {
  return new Map(
    linesFor(names).map(({ path, edits }) => {
      const edited = edits.reduce((text, edit) => {
        const next = edit(text);
        if (next === undefined)
          throw new Error(`${path} has no place for a further aggregate: it has changed since this was written.`);
        return next;
      }, read(path));
      return [path, edited];
    }),
  );
}

type Edit = (text: string) => string | undefined;

function linesFor({ one, all }: Names): readonly { readonly path: string; readonly edits: readonly Edit[] }[] {
  const One = capital(one);
  const importing = (what: string, part: string): Edit =>
    behindLast(
      /^import .* from '@notes\/features\/\w+\/\w+';$/gm,
      `\nimport { ${what} } from '@notes/features/${all}/${part}';`,
    );
  const app = (service: string) => `services/${service}/src/app.ts`;
  return [
    {
      path: app('command'),
      edits: [importing(`${one}Writes`, 'write'), behindLast(/^const features = \[[^\]]*/gm, `, ${one}Writes`)],
    },
    {
      path: app('projector'),
      edits: [
        importing(`${one}Projected`, 'project'),
        behindLast(/^const readModel = readModelOf\((?:\w+, )*/gm, `${one}Projected, `),
      ],
    },
    {
      path: app('query'),
      edits: [
        importing(`register${One}Reads`, 'read'),
        behindLast(/^ *register\w+Reads\(app, reads\);$/gm, `\n        register${One}Reads(app, reads);`),
      ],
    },
    {
      path: app('gateway'),
      edits: [
        importing(`${one}Contract`, 'contract'),
        behindLast(/^export const features: readonly FeatureContract\[\] = \[[^\]]*/gm, `, ${one}Contract`),
      ],
    },
    {
      path: 'shared/client/src/resource/resources.ts',
      edits: [importing(`${one}Client`, 'client'), behindLast(/^ {2}\w+: \w+Client,$/gm, `\n  ${all}: ${one}Client,`)],
    },
    {
      path: `${page}/src/caller.ts`,
      edits: [
        behindLast(
          /^import .* from '@notes\/feature-\w+-page';$/gm,
          `\nimport { ${all}View } from '@notes/feature-${all}-page';`,
        ),
        behindLast(/^export const views: readonly View\[\] = \[[^\]]*/gm, `, ${all}View`),
      ],
    },
    {
      path: `${page}/package.json`,
      edits: [
        behindLast(/^ {4}"@notes\/feature-\w+-page": "0\.1\.0",$/gm, `\n    "@notes/feature-${all}-page": "0.1.0",`),
      ],
    },
    {
      path: 'shared/features/all.ts',
      edits: [behindLast(/^export .*;$/gm, `\nexport { ${all} } from './${all}/src/index.ts';`)],
    },
  ];
}

/** Undefined if there is no such place. */
const behindLast =
  (pattern: RegExp, added: string): Edit =>
  (text) => {
    const last = [...text.matchAll(pattern)].at(-1);
    if (last === undefined) return undefined;
    const end = last.index + last[0].length;
    return text.slice(0, end) + added + text.slice(end);
  };
