import { type ProblemSlug, problems } from '@notes/contracts';
import { ProblemError } from '../problem-error.ts';
import type { Metrics } from '../process/metrics.ts';
import type { Readiness } from '../process/readiness.ts';
import type { HttpApp } from './http-app.ts';

const schema = { hide: true };

/** `/livez`: the process answers. `/readyz`: it can serve, or what it waits for. `/metrics`: what it measures, for Prometheus. */
export function healthRoutes(app: HttpApp, readiness: Readiness, { registry }: Metrics): void {
  app.get('/livez', { schema }, () => ({ alive: true }));
  app.get('/readyz', { schema }, (_request, reply) => {
    const state = readiness.snapshot();
    return reply
      .code(state.ready ? 200 : 503)
      .headers(state.ready ? {} : { 'retry-after': '1' })
      .send(state);
  });
  app.get('/metrics', { schema }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
}

const style =
  'body{max-width:40rem;margin:3rem auto;padding:0 1rem;font:1rem/1.6 system-ui,sans-serif;color-scheme:light dark}';
const pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/** `/problems/<slug>`: what the `type` of a problem leads to. A page for browsers, else JSON. */
export function problemRoutes(app: HttpApp): void {
  app.get<{ Params: { slug: string } }>('/problems/:slug', { schema: { hide: true } }, (request, reply) => {
    const { slug } = request.params;
    if (!isSlug(slug)) throw new ProblemError('not-found', 'There is no problem of this name.');
    reply.header('vary', 'Accept');
    if (request.headers.accept?.includes('text/html') !== true)
      return reply.send({ type: `/problems/${slug}`, ...problems[slug] });
    return reply.header('content-security-policy', pagePolicy).type('text/html; charset=utf-8').send(page(slug));
  });
}

const isSlug = (slug: string): slug is ProblemSlug => Object.hasOwn(problems, slug);

function page(slug: ProblemSlug): string {
  const { status, title, explanation } = problems[slug];
  const text = explanation
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/`([^`]*)`/g, '<code>$1</code>');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${style}</style><h1>${title}</h1><p>${text}</p><p><code>${slug}</code>, HTTP status ${status}</p></html>
`;
}
