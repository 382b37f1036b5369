import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { accepts, type HttpApp, hidden, ProblemError } from '@notes/service';
import type { FastifyReply } from 'fastify';

const html = 'text/html';
const index = 'index.html';
const assets = 'assets';

/** What the page shows by the name it has in addresses: `notes`. */
type Shown = { readonly all: string };

const notBuilt = `Notes is running, but its page has not been built. In the project's folder:

    npm run build

and start the gateway again. The API is described at /docs.
`;

/**
 * Serves the page from the folder that its build has made, and the addresses of the API to programs that request `/` as JSON. Files are sent as
 * the build has compressed them. There is no route for "everything else": what is not there stays 404, and a wrong method on it, too.
 */
export async function pageRoutes(
  app: HttpApp,
  folder: string,
  version: string,
  shown: readonly Shown[],
): Promise<void> {
  const isBuilt = existsSync(join(folder, index));
  if (isBuilt) await files(app, folder);
  if (isBuilt) for (const one of shown) views(app, folder, one);
  const known = addresses(version, shown);
  app.get('/', { schema: hidden }, (request, reply) => {
    const { accept } = request.headers;
    variesByAccept(reply);
    if (takesPage(accept))
      return isBuilt ? page(reply, folder) : reply.type('text/plain; charset=utf-8').send(notBuilt);
    if (accepts(accept ?? '', ['application/json'])) return reply.send(known);
    throw new ProblemError('not-acceptable', 'This address answers with text/html, application/json.');
  });
}

async function files(app: HttpApp, folder: string): Promise<void> {
  const hashed = join(folder, assets, '/');
  await app.register(fastifyStatic, {
    root: hashed,
    prefix: `/${assets}/`,
    dotfiles: 'ignore',
    preCompressed: true,
    cacheControl: false,
    suppressWarning: true,
    setHeaders: (reply, path) => reply.header('cache-control', path.startsWith(hashed) ? hashedFile : askEachTime),
  });
  for (const file of besideIndex(folder))
    app.get(`/${file}`, { schema: hidden }, (_request, reply) => reply.sendFile(file, folder));
}

/** The addresses of a view. The page finds its way by itself; from here all of them are the same file. */
function views(app: HttpApp, folder: string, { all }: Shown): void {
  for (const path of [`/${all}`, `/${all}/*`])
    app.get(path, { schema: hidden }, (request, reply) => {
      variesByAccept(reply);
      if (asksForPage(request.headers.accept)) return page(reply, folder);
      throw new ProblemError('not-found', `There is nothing but a page at this address. The ${all} are at /v1/${all}.`);
    });
}

/** The icon and the like: whatever the build leaves beside the page, but for its compressed twins. */
const besideIndex = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== index && !/^\.|\.(?:br|gz)$/.test(entry.name))
    .map(({ name }) => name);

const page = (reply: FastifyReply, folder: string): FastifyReply => reply.headers(pageHeaders).sendFile(index, folder);

/** Beside what the answer varies by already. */
function variesByAccept(reply: FastifyReply): void {
  const by = reply.getHeader('vary');
  reply.header('vary', by === undefined ? 'Accept' : `${by}, Accept`);
}

/** A client that accepts anything is shown the page; one that accepts only JSON is not. */
const takesPage = (accept: string | undefined): boolean => accepts(accept ?? '*/*', [html]);

/** Browsers that are led somewhere name HTML. A program that takes anything has mistaken the page's address for the API's. */
const asksForPage = (accept = ''): boolean => accept.toLowerCase().includes(html) && accepts(accept, [html]);

/** What `/` answers to programs: where things are. */
const addresses = (version: string, shown: readonly Shown[]) => ({
  title: 'Notes',
  version,
  links: {
    ...Object.fromEntries(shown.map(({ all }) => [all, `/v1/${all}`])),
    stats: '/v1/stats',
    status: '/v1/status',
    stream: '/v1/stream',
    feed: '/v1/feed',
    openapi: '/openapi.json',
    asyncapi: '/asyncapi.json',
    docs: '/docs',
    events: '/docs/asyncapi',
  },
});

/**
 * What the page may do: load what comes from here, and talk to here ('self' includes websockets to the same origin). No code
 * and no style in the markup, no text that becomes code, no frame around it, and none of a device's senses.
 */
const pageHeaders = {
  'content-security-policy': [
    "default-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy':
    'accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), serial=(), usb=()',
} as const;

/** The name of such a file holds the hash of what is in it. */
const hashedFile = 'public, max-age=31536000, immutable';

/** May be cached, but is revalidated each time: it names the files of the newest build. */
const askEachTime = 'no-cache';
