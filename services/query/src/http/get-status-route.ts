import { freshnessHeaders, readAt, wantedBy } from '@notes/reading';
import { type HttpApp, problemResponses } from '@notes/service';
import { Type } from 'typebox';
import { getStatus } from '../queries/get-status.ts';
import { Status } from '../queries/status.ts';
import type { Reads } from './reads.ts';
import { jsonResponse } from './response-docs.ts';
import { sendJson } from './send-json.ts';

const example: Status = {
  read_model: { version: 1 },
  epoch: 'k3f9a2c1',
  partitions: [{ partition: 0, position: 1204, end: 1206, lag: 1 }],
  lag: 1,
  build: '0.1.0+bed81a1',
};

const schema = {
  operationId: 'getStatus',
  tags: ['status'],
  summary: 'How far the read model is',
  description: 'Which version of the read model answers, and how far it is behind the log, partition by partition.',
  headers: Type.Object(freshnessHeaders),
  response: {
    200: jsonResponse('The state of the read model.', Status, example),
    ...problemResponses('epoch-changed', 'not-caught-up', 'unavailable'),
  },
} as const;

const config = { scope: 'notes:read' } as const;

/** `GET /v1/status` */
export function getStatusRoute(app: HttpApp, { pool, progress, logEnds, build }: Reads): void {
  app.get('/v1/status', { schema, config }, async (request, reply) => {
    const wanted = wantedBy(request, reply);
    const { position, status } = await readAt(() => getStatus(pool, logEnds, build), wanted, progress);
    return sendJson(reply, position, status);
  });
}
