import { createHash } from 'node:crypto';
import { type AsyncApiDocument, asyncApiDocument, type FeatureMessages } from '@notes/contracts';
import { type HttpApp, hidden } from '@notes/service';

/**
 * The messages of the websocket and of the topic: for programs at `/asyncapi.json`, and for those that do not know AsyncAPI 3.1 at
 * `/asyncapi-3.0.json`; for people at `/docs/asyncapi`.
 */
export function asyncApiRoutes(app: HttpApp, version: string, features: readonly FeatureMessages[]): void {
  const document = asyncApiDocument(version, features);
  const page = Buffer.from(asyncApiPage(document));
  const serve = (url: string, content: unknown): void => {
    const json = Buffer.from(JSON.stringify(content));
    app.get(url, { schema: hidden }, (_request, reply) => reply.type('application/json').send(json));
  };
  serve('/asyncapi.json', document);
  serve('/asyncapi-3.0.json', asyncApiDocument(version, features, '3.0.0'));
  app.get('/docs/asyncapi', { schema: hidden }, (_request, reply) =>
    reply.header('content-security-policy', asyncApiPagePolicy).type('text/html; charset=utf-8').send(page),
  );
}

type Message = AsyncApiDocument['channels'][string]['messages'][string];

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 0 auto; padding: 1rem; }
code, pre { font-family: ui-monospace, monospace; font-size: 0.875rem; }
pre { overflow: auto; padding: 0.75rem; border: 1px solid; border-radius: 0.25rem; }
summary { cursor: pointer; padding: 0.25rem 0; }
section { border-top: 1px solid; margin-top: 2rem; }
`;

/** Nothing but the style of this very page: no scripts, nothing from elsewhere. */
export const asyncApiPagePolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** The document for people, whole as it is sent. */
export function asyncApiPage(document: AsyncApiDocument): string {
  const { info, channels, components } = document;
  const sections = Object.entries(channels).map(
    ([name, { title, address, description, messages }]) =>
      `<section id="${plain(name)}"><h2>${plain(title)}</h2><p><code>${plain(address)}</code></p><p>${text(description)}</p>${Object.values(messages).map(message(components.schemas)).join('')}</section>`,
  );
  const schemas = Object.entries(components.schemas).map(([name, schema]) => details(name, '', schema));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${plain(info.title)}: events and messages</title><style>${style}</style></head>
<body><main><h1>${plain(info.title)} ${plain(info.version)}: events and messages</h1>
<p>${text(info.description)} For programs: <a href="/asyncapi.json">asyncapi.json</a> (AsyncAPI ${plain(document.asyncapi)}), or <a href="/asyncapi-3.0.json">asyncapi-3.0.json</a> (3.0.0). Requests over HTTP: <a href="/docs">OpenAPI</a>.</p>
${sections.join('\n')}
<section id="schemas"><h2>Schemas</h2>${schemas.join('')}</section>
</main></body></html>
`;
}

type Schemas = AsyncApiDocument['components']['schemas'];

/** Each with its payload, which is a reference to the schema of its name. */
const message =
  (schemas: Schemas) =>
  ({ name, summary = '', payload }: Message): string => {
    const { $ref = '' } = payload as { readonly $ref?: string };
    return details(name, summary, schemas[$ref.split('/').at(-1) ?? ''] ?? payload);
  };

const details = (name: string, summary: string, schema: unknown): string =>
  `<details><summary><code>${plain(name)}</code> ${text(summary)}</summary><pre tabindex="0">${plain(JSON.stringify(schema, undefined, 2))}</pre></details>`;

/** With what stands between backticks as code. */
const text = (markdown: string): string => plain(markdown).replaceAll(/`([^`]*)`/g, '<code>$1</code>');

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const plain = (value: string): string => value.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
