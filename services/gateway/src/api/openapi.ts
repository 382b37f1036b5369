import { awayReason, type HttpApp, ProblemError } from '@notes/service';
import { callService } from '../upstream/call-service.ts';
import type { Upstream } from '../upstream/upstream.ts';

type Sections = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The part of an OpenAPI document that is looked at here. */
type ApiDocument = {
  readonly paths?: Sections;
  readonly components?: Sections;
  readonly tags?: readonly { readonly name: string }[];
};

const timeoutMs = 2_000;

/**
 * Makes `/openapi.json`, which every service of ours has, describe the whole API; `/docs` shows it. The other services are read when it is
 * requested; while one is unavailable, what was read last is used, and without that the answer is `unavailable`.
 */
export function serveMergedDocument(app: HttpApp, services: readonly Upstream[]): void {
  let known: readonly ApiDocument[] | undefined;

  async function read(): Promise<readonly ApiDocument[]> {
    try {
      known = await Promise.all(services.map(fetchDocument));
      return known;
    } catch (error) {
      if (known === undefined) throw error;
      return known;
    }
  }

  app.addHook('preSerialization', async (request, _reply, payload) =>
    request.routeOptions.url === '/openapi.json' ? mergeDocuments(payload as ApiDocument, await read()) : payload,
  );
}

/**
 * One description of the whole API: `own` with the operations and components of the others added. Components of one name are
 * taken to be the same, since all come from the same contracts.
 *
 * @public for infra/lint-openapi.mjs
 */
export function mergeDocuments<T extends ApiDocument>(own: T, others: readonly ApiDocument[]): T {
  const paths: Record<string, Record<string, unknown>> = {};
  const components: Record<string, Record<string, unknown>> = {};
  const tags = new Map<string, unknown>();
  for (const document of [own, ...others]) {
    addSections(paths, document.paths);
    addSections(components, document.components);
    for (const tag of document.tags ?? []) tags.set(tag.name, tag);
  }
  return {
    ...own,
    paths,
    components,
    ...(tags.size === 0 ? {} : { tags: [...tags].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tag]) => tag) }),
  };
}

function addSections(to: Record<string, Record<string, unknown>>, from: Sections = {}): void {
  for (const [name, members] of Object.entries(from)) to[name] = { ...to[name], ...members };
}

async function fetchDocument(upstream: Upstream): Promise<ApiDocument> {
  try {
    const { status, body } = await callService(upstream, { method: 'GET', path: '/openapi.json' }, { timeoutMs });
    if (status !== 200) throw new Error(`status ${status}`);
    return JSON.parse(body) as ApiDocument;
  } catch (error) {
    const what = `The ${upstream.name} service did not return its OpenAPI document: ${awayReason(error)}.`;
    throw new ProblemError('unavailable', what, { cause: error });
  }
}
