/** What `/` answers to programs: where things are. */
export const addresses = (version: string) => ({
  title: 'Notes',
  version,
  links: {
    notes: '/v1/notes',
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
