import { Count, describedAs, Problem } from '@notes/contracts';
import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { createAuthenticator } from '../auth/create-authenticator.ts';
import { createLogger } from '../process/logger.ts';
import { createReadiness } from '../process/readiness.ts';
import { createTestServer } from '../testing/create-test-server.ts';
import { Note } from '../testing/sample-note.ts';
import { noContent, preconditionResponse, problemResponses } from './describe-admission.ts';
import type { HttpApp } from './http-app.ts';

const headers = { etag: Type.String({ description: 'The version.' }), 'x-total-count': Type.Optional(Count('All.')) };
const PreconditionProblem = Type.Object(
  { ...Problem.properties, current: Type.Optional(Note) },
  { $id: 'PreconditionProblem' },
);
const schema = {
  querystring: Type.Object({
    title: Note.properties.title,
    place: Type.Optional(describedAs(Type.String({ maxLength: 9, description: 'Where.' }), { pattern: '^here$' })),
  }),
  response: {
    200: { description: 'The note.', headers, content: { 'application/json': { schema: Note } } },
    204: noContent('Nothing to say.', headers),
    ...problemResponses('note-blocked'),
    ...preconditionResponse(PreconditionProblem),
  },
};

function register(app: HttpApp): void {
  app.get('/v1/notes', { config: { scope: 'notes:read' }, schema }, async (_request, reply) => reply.code(204).send());
  app.delete('/v1/notes', { config: { scope: 'notes:write' }, schema }, async (_request, reply) =>
    reply.code(204).send(),
  );
}

async function described(over: object = {}) {
  await using server = await createTestServer({ register, ...over });
  const document = (await server.app.inject({ url: '/openapi.json' })).json();
  const { get, delete: remove } = document.paths['/v1/notes'];
  return { get, remove, schemas: document.components.schemas };
}

const headerNames = ({ parameters }: { parameters: { in: string; name: string }[] }): string[] =>
  parameters.filter((one) => one.in === 'header').map(({ name }) => name);

test('an answer without a body has none in its description, and headers are what they always or sometimes are', async () => {
  const { get } = await described();
  expect(get.responses['204']).not.toHaveProperty('content');
  for (const status of ['200', '204']) {
    const { etag, 'x-total-count': total } = get.responses[status].headers;
    expect([etag.required, total.required, total.schema]).toEqual([
      true,
      undefined,
      { type: 'integer', format: 'int64', minimum: 0, examples: [7] },
    ]);
  }
  expect(get.responses['503'].headers['retry-after']).toMatchObject({ required: true, schema: { format: 'int32' } });
});

test('a failed precondition shows the note, other problems do not', async () => {
  const { get, schemas } = await described();
  const schemaOf = (status: string) => get.responses[status].content['application/problem+json'].schema.$ref;
  expect([schemaOf('412'), schemaOf('409')]).toEqual([
    '#/components/schemas/PreconditionProblem',
    '#/components/schemas/Problem',
  ]);
  expect(schemas.PreconditionProblem.properties.current).toEqual({ $ref: '#/components/schemas/Note' });
  expect(schemas.PreconditionProblem.required).not.toContain('current');
});

test('parameters are described by what is published of their schemas', async () => {
  const { get } = await described();
  const [title, place] = get.parameters;
  expect(title.schema.pattern).not.toContain('(?=');
  expect(place.schema).toEqual({ type: 'string', maxLength: 9, pattern: '^here$' });
});

test('headers that are too large are told of, and who writes where nobody shows a token', async () => {
  const { get, remove } = await described();
  expect(Object.keys(get.responses)).toContain('431');
  expect([headerNames(get), headerNames(remove)]).toEqual([[], ['x-user']]);
  const auth = createAuthenticator(
    { HOST: '127.0.0.1', WRITE_POLICY: 'author', AUTH_JWT_SECRET: 'a secret of more than thirty-two bytes' },
    { logger: createLogger('test', 'silent'), readiness: createReadiness() },
  );
  expect(headerNames((await described({ auth })).remove)).toEqual([]);
});
