import { type Static, Type } from 'typebox';

type ProblemType = { readonly status: number; readonly title: string; readonly explanation: string };

/**
 * Every problem that a service may answer, by slug. The slug is the last segment of `type`, and the `code` of an error on
 * the websocket. `explanation` is what `GET /problems/<slug>` says: what happened and what to do.
 */
export const problems = {
  'malformed-request': {
    status: 400,
    title: 'Malformed request',
    explanation:
      'Some part of the request could not be parsed: the JSON, its UTF-8, the percent-encoding, a header, an entity tag, a consistency token. The detail says which. Nothing was done.',
  },
  unauthorized: {
    status: 401,
    title: 'Unauthorized',
    explanation: 'The request carries no token, or one that is not valid. Send `Authorization: Bearer <token>`.',
  },
  forbidden: {
    status: 403,
    title: 'Forbidden',
    explanation:
      'The token is valid, but does not allow this: its scope is too narrow, or what it is for belongs to somebody else.',
  },
  'not-found': {
    status: 404,
    title: 'Not found',
    explanation:
      'There is nothing at this address. What was deleted is not found either, but it can be restored, and its history can be read.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'Method not allowed',
    explanation: 'This address exists, but not for this method. The Allow header lists the methods it has.',
  },
  'not-acceptable': {
    status: 406,
    title: 'Not acceptable',
    explanation:
      'The Accept header admits nothing that this address can answer with. It answers application/json, and application/problem+json for errors.',
  },
  'not-taken': {
    status: 408,
    title: 'Not taken',
    explanation:
      'The service is stopping and has left the connection, so it has not looked at the request that came over it. Nothing was done. Repeat the request on a new connection.',
  },
  'epoch-changed': {
    status: 409,
    title: 'Epoch changed',
    explanation:
      'The position was given out for another log: the log has been replaced since. Read afresh without a position, and go on from the one in the answer.',
  },
  'position-too-old': {
    status: 409,
    title: 'Position too old',
    explanation:
      'What happened right after the position is not kept any more, so nothing can be continued from it without a gap. Read afresh, and go on from the position in the answer.',
  },
  'note-blocked': {
    status: 409,
    title: 'Blocked',
    explanation:
      'The note, the task or whatever else the address names holds an event of a type that this version of the software does not know, written by a newer one. It can be read as it was before, and written again once the software is updated. All kinds of items share this type of problem.',
  },
  'note-exhausted': {
    status: 409,
    title: 'Exhausted',
    explanation:
      'Nothing can be added to the note, the task or whatever else the address names: its last event has the last version, or the latest time, that an event can have. It can be read, and its content can be written to a new one. Nothing was done. All kinds of items share this type of problem.',
  },
  'not-unique': {
    status: 409,
    title: 'Not unique',
    explanation:
      'Another one that is live has this value already, and no two may have it. `errors` points to the field, and `holder` is the address of the one that has it. Nothing was done.',
  },
  'precondition-failed': {
    status: 412,
    title: 'Precondition failed',
    explanation:
      'It is not, or no longer, as If-Match, If-None-Match or If-Unmodified-Since ask for. `current` holds it as it is now, unless it is deleted. Nothing was done.',
  },
  'body-too-large': {
    status: 413,
    title: 'Body too large',
    explanation: 'The body is larger than this address takes.',
  },
  'uri-too-long': {
    status: 414,
    title: 'URI too long',
    explanation: 'The address or one of its segments is longer than any that exists here.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'Unsupported media type',
    explanation:
      'The Content-Type is not one that this address takes. Accept-Post or Accept-Patch lists those it takes.',
  },
  invalid: {
    status: 422,
    title: 'Invalid',
    explanation:
      'The request could be read, but some of it breaks a rule. `errors` lists what: by `pointer` into the body, by `parameter` of the query, or by `header`. Nothing was done.',
  },
  'invalid-position': {
    status: 422,
    title: 'Invalid position',
    explanation:
      'The position lies beyond the end of the log, so it was not given out by this system. Begin without one, or with one that an answer carried.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'Idempotency key reused',
    explanation:
      'This Idempotency-Key was used before for a different request. Use a new key for a new request, and the old one only to repeat the very same.',
  },
  'rate-limited': {
    status: 429,
    title: 'Rate limited',
    explanation: 'This caller has used up its quota. Retry-After says in how many seconds to try again.',
  },
  'header-too-large': {
    status: 431,
    title: 'Request headers too large',
    explanation: 'The headers of the request are larger than the server reads.',
  },
  internal: {
    status: 500,
    title: 'Internal error',
    explanation: 'A defect on our side. The request id in X-Request-Id helps to find it in the logs.',
  },
  'bad-gateway': {
    status: 502,
    title: 'Bad gateway',
    explanation:
      'What the service behind the gateway answered cannot be read as an answer of ours. A write may have happened: repeat it with the same Idempotency-Key.',
  },
  'not-caught-up': {
    status: 503,
    title: 'Not caught up',
    explanation:
      'The read model has not reached the Consistency-Token within the time allowed. Try again after Retry-After, wait longer with `Prefer: wait=<seconds>`, or read without the token.',
  },
  'outcome-unknown': {
    status: 503,
    title: 'Outcome unknown',
    explanation:
      'The write may have happened. Repeat the very same request with the same Idempotency-Key and get the one true answer.',
  },
  overloaded: {
    status: 503,
    title: 'Overloaded',
    explanation:
      'Too much is waiting here, or too many others write to the same item. Nothing was done. Try again after Retry-After.',
  },
  'read-model-behind': {
    status: 503,
    title: 'Read model behind',
    explanation:
      'Its state cannot be had at the moment, since the read model is too far behind the log or away. Nothing was done. Try again after Retry-After.',
  },
  unavailable: {
    status: 503,
    title: 'Unavailable',
    explanation:
      'A server that is needed for this is away; the detail says which. Nothing was done. Try again after Retry-After.',
  },
} as const satisfies Record<string, ProblemType>;

export type ProblemSlug = keyof typeof problems;

/** The problems of status 422: each says in `errors` what is wrong, and where. */
export type InvalidSlug = {
  [S in ProblemSlug]: (typeof problems)[S]['status'] extends 422 ? S : never;
}[ProblemSlug];

/** One thing that is wrong with a request, and where. */
export const ProblemError = Type.Object(
  {
    pointer: Type.Optional(
      Type.String({ description: 'JSON Pointer into the body, as a URI fragment.', examples: ['#/title'] }),
    ),
    parameter: Type.Optional(Type.String({ description: 'Name of a query parameter.', examples: ['limit'] })),
    header: Type.Optional(Type.String({ description: 'Name of a header.', examples: ['If-Match'] })),
    code: Type.String({ description: 'Stable and for programs.', examples: ['too-long'] }),
    detail: Type.String({ description: 'For people.', examples: ['Must be at most 200 characters long.'] }),
  },
  { $id: 'ProblemError' },
);
export type ProblemError = Static<typeof ProblemError>;

/** RFC 9457. */
export const Problem = Type.Object(
  {
    type: Type.String({
      description: 'Address of the explanation of this type of problem.',
      examples: ['/problems/invalid'],
    }),
    title: Type.String({ description: 'Of the type of problem, always the same.', examples: ['Invalid'] }),
    status: Type.Integer({
      format: 'int32',
      minimum: 400,
      maximum: 599,
      description: 'The status of the answer.',
      examples: [422],
    }),
    detail: Type.String({
      description: 'What is wrong this time. For people.',
      examples: ['#/title: Must be at most 200 characters long.'],
    }),
    instance: Type.String({ description: 'The path that was asked for.', examples: ['/v1/notes'] }),
    errors: Type.Optional(Type.Array(ProblemError, { description: 'What is wrong with the request, and where.' })),
  },
  { $id: 'Problem' },
);
export type Problem = Static<typeof Problem>;
