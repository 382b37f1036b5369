import { Problem, type ProblemSlug, problems } from '@notes/contracts';

type ResponseDoc = {
  readonly description: string;
  readonly content: { readonly 'application/problem+json': { readonly schema: typeof Problem } };
};

/**
 * What a route's `schema.response` says of its problems, one entry a status, to be spread in. Every route may answer 400,
 * 406, 422 and 500 besides: those of `slugs` are added to them.
 */
export function problemResponses(...slugs: readonly ProblemSlug[]): Record<number, ResponseDoc> {
  const byStatus = new Map<number, string[]>();
  for (const slug of new Set([...everywhere, ...slugs])) {
    const { status, title } = problems[slug];
    byStatus.set(status, [...(byStatus.get(status) ?? []), `${title} (\`${slug}\`)`]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, titles]) => [
      status,
      { description: `${titles.join('; ')}.`, content: { 'application/problem+json': { schema: Problem } } },
    ]),
  );
}

const everywhere: readonly ProblemSlug[] = ['malformed-request', 'not-acceptable', 'invalid', 'internal'];
