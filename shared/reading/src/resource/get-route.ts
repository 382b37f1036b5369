import { SubjectId, Version } from '@notes/contracts';
import type { SubjectState } from '@notes/kernel';
import {
  type Conditions,
  entityTagsText,
  type HttpApp,
  httpDateText,
  namesVersion,
  noContent,
  ProblemError,
  preconditionResponse,
  problemResponses,
  readConditions,
} from '@notes/service';
import { Type } from 'typebox';
import { jsonResponse, sendJson, tokenHeaders } from '../answers.ts';
import { freshnessHeaders, readFreshness } from '../freshness.ts';
import { readInstant } from '../instants.ts';
import { readAt } from '../read-at.ts';
import type { ItemAtPosition } from '../read-by-id.ts';
import { capital, exampleOf, type Item, type Readable, type Reads } from './readable.ts';
import { type Moment, readThen } from './state-then.ts';

const tags = { pattern: entityTagsText, examples: ['"2"'] };
const date = { pattern: httpDateText, examples: ['Sat, 31 Jan 2026 12:00:00 GMT'] };

/** The conditional headers of a read of one item, for the description of the API. */
const conditionHeaders = (name: string) => ({
  'if-none-match': Type.Optional(
    Type.String({ description: 'The entity tags that the client holds, or `*`.', ...tags }),
  ),
  'if-modified-since': Type.Optional(
    Type.String({ description: 'As If-None-Match, by the second; beside it, this does not count.', ...date }),
  ),
  'if-match': Type.Optional(Type.String({ description: `Only if the ${name} is at one of these versions.`, ...tags })),
  'if-unmodified-since': Type.Optional(
    Type.String({ description: 'As If-Match, by the second; beside it, this does not count.', ...date }),
  ),
});

const etagOf = (name: string) => Type.String({ description: `The ${name}'s version in quotes.`, examples: ['"2"'] });

/** The description of the route in the API's. */
const schemaOf = ({ name, tag, schemas }: Pick<Readable, 'name' | 'tag' | 'schemas'>) =>
  ({
    operationId: `get${capital(name)}`,
    tags: [tag],
    summary: `Get a ${name}`,
    description: `The ${name} as it is now, or as it was right after its nth event (\`version\`), or at a time (\`at\`), also when it is deleted by now. With If-None-Match or If-Modified-Since the body is left out while the client holds it; with If-Match or If-Unmodified-Since there is one only as long as the ${name} is what they ask for.`,
    params: Type.Object({ id: SubjectId }),
    querystring: Type.Object(
      {
        version: Type.Optional({
          ...Version,
          description: `The ${name} as it was at this version. Not together with \`at\`.`,
        }),
        at: Type.Optional(
          Type.String({
            format: 'date-time',
            description: `The ${name} as it was at this instant. RFC 3339 with a zone; write the \`+\` of a zone as \`%2B\`. Not together with \`version\`.`,
            examples: ['2026-01-31T12:00:00Z'],
          }),
        ),
      },
      { additionalProperties: false },
    ),
    headers: Type.Object({ ...conditionHeaders(name), ...freshnessHeaders }),
    response: {
      200: jsonResponse(`The ${name}.`, schemas.Item, exampleOf({ schemas }), { etag: etagOf(name) }),
      304: noContent('The client holds this version.', { ...tokenHeaders, etag: etagOf(name) }),
      ...problemResponses('not-found', 'epoch-changed', 'note-blocked', 'not-caught-up', 'unavailable'),
      ...preconditionResponse(schemas.PreconditionProblem),
    },
  }) as const;

const config = { scope: 'notes:read' } as const;

/** `GET {path}/{id}` */
export function getRoute<State extends SubjectState & Item>(
  app: HttpApp,
  readable: Pick<Readable<State>, 'name' | 'path' | 'tag' | 'aggregate' | 'schemas'>,
  { pool, byId, progress }: Reads,
): void {
  const { name, path } = readable;
  app.get(`${path}/:id`, { schema: schemaOf(readable), config }, async (request, reply) => {
    const freshness = readFreshness(request, reply);
    const conditions = readConditions(request.headers);
    const moment = readMoment(name, request.query);
    const { id } = request.params;
    const read = moment === undefined ? () => byId(id) : () => readAs(id, moment);
    const { position, item } = await readAt(read, freshness, progress);
    if (item === undefined) throw notFound(name, moment);
    const evaluation = evaluate(conditions, item);
    if (evaluation === 'failed') throw preconditionFailed(name, position, item);
    reply.header('etag', `"${item.version}"`);
    if (evaluation === 'met') return sendJson(reply, position, item);
    return reply.code(304).header('consistency-token', position).send(undefined);
  });

  async function readAs(id: string, moment: Moment): Promise<ItemAtPosition<Item>> {
    const { position, state } = await readThen(readable, pool, id, moment);
    if (state === undefined) return { position, item: undefined };
    const { deleted_at: _, ...item } = state;
    return { position, item };
  }
}

function readMoment(name: string, query: { readonly version?: number; readonly at?: string }): Moment | undefined {
  const { version, at } = query;
  if (version === undefined) return at === undefined ? undefined : { at: readInstant('at', at).floor };
  if (at === undefined) return { version };
  throw new ProblemError('invalid', `at: A ${name} is read at a version or at a time, not at both.`, {
    errors: [{ parameter: 'at', code: 'contradiction', detail: 'Give `version` or `at`, not both.' }],
  });
}

/** `failed`: the item does not meet them. `not-modified`: the client already has it. */
type Evaluation = 'met' | 'failed' | 'not-modified';

/** Evaluates the preconditions of a read (RFC 9110 §13.2.2): by tags where there are any, else by dates. */
function evaluate({ ifMatch, ifNoneMatch, modifiedSince, unmodifiedSince }: Conditions, item: Item): Evaluation {
  if (ifMatch !== undefined) {
    if (!namesVersion(ifMatch, item.version)) return 'failed';
  } else if (unmodifiedSince !== undefined && !isUnchangedSince(item, unmodifiedSince)) return 'failed';
  if (ifNoneMatch !== undefined) return namesVersion(ifNoneMatch, item.version) ? 'not-modified' : 'met';
  return modifiedSince !== undefined && isUnchangedSince(item, modifiedSince) ? 'not-modified' : 'met';
}

/** To the millisecond, although the date is by the second: what changed within that second has changed. */
const isUnchangedSince = ({ updated_at }: Item, date: number): boolean => Date.parse(updated_at) <= date;

const notFound = (name: string, moment: Moment | undefined): ProblemError =>
  new ProblemError(
    'not-found',
    moment === undefined
      ? `There is no ${name} with this id, or it is deleted.`
      : `There was no ${name} with this id then, or it was deleted.`,
  );

const preconditionFailed = (name: string, position: string, item: Item): ProblemError =>
  new ProblemError('precondition-failed', `The ${name} is not as If-Match or If-Unmodified-Since ask for.`, {
    headers: { 'consistency-token': position },
    extra: { current: item },
  });
