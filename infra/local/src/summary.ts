import type { ManagedServer } from '@notes/servers';

const origins = { given: '', program: 'installed here', embedded: 'embedded' } as const;

type Shown = Pick<ManagedServer, 'name' | 'origin' | 'description'>;

/** What the person who typed `npm start` gets to read last. */
export function summary(
  urls: Readonly<Record<string, string>>,
  servers: readonly Shown[],
  dir: string,
  authenticated: boolean,
): string {
  const gateway = urls['gateway'] ?? '';
  const others = Object.entries(urls).filter(([name]) => name !== 'gateway');
  const token = authenticated ? ["  -H 'authorization: Bearer <token>' \\"] : [];
  return [
    '',
    `  Notes is running.   ${gateway}/`,
    '',
    ...rows([
      ['API and its description', `${gateway}/v1/notes   ${gateway}/docs`],
      ...others.map(([name, url]): Row => [name, url]),
      ...servers.map(
        ({ name, origin, description }): Row => [name, [description, origins[origin]].filter(Boolean).join(', ')],
      ),
      ['data and logs', dir],
      ['to operate it', `. ${shellWord(`${dir}/env`)}; node services/cli/dist/bundle.js --help`],
    ]),
    '',
    '  Try it:',
    '',
    `  curl -i ${gateway}/v1/notes \\`,
    ...token,
    '  -H \'content-type: application/json\' -d \'{"title": "My first note"}\'',
    '',
    '  Ctrl-C stops everything; the data is kept.',
    '',
  ].join('\n');
}

type Row = readonly [string, string];

function rows(table: readonly Row[]): string[] {
  const width = Math.max(...table.map(([name]) => name.length));
  return table.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
}

/** As a shell reads it back: quoted, where it holds anything that a shell would take for its own. */
const shellWord = (text: string): string =>
  /^[\p{L}\p{N}/._~-]+$/u.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
