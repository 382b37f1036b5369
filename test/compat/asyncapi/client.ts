// Makes over the websocket, by the generated models, what every generated client has to be able to.
import { deepStrictEqual, ok } from 'node:assert';
import { once } from 'node:events';
import { env } from 'node:process';
import { WebSocket } from 'ws';
import type { CallRefused } from './models/CallRefused.js';
import type { NotesCreateCall } from './models/NotesCreateCall.js';
import type { NotesCreateResult } from './models/NotesCreateResult.js';
import type { NotesDeleteCall } from './models/NotesDeleteCall.js';
import type { NotesListCall } from './models/NotesListCall.js';
import type { NotesListResult } from './models/NotesListResult.js';
import type { NotesReplaceCall } from './models/NotesReplaceCall.js';
import type { NotesReplaceResult } from './models/NotesReplaceResult.js';

const socket = new WebSocket(`${env['NOTES_URL']?.replace('http', 'ws')}/v1/stream`, 'notes.v1');
await once(socket, 'open');

async function call<Call extends { id: number | string }, Answer>(frame: Call): Promise<Answer> {
  socket.send(JSON.stringify(frame));
  for (;;) {
    const [data] = await once(socket, 'message');
    const answer = JSON.parse(String(data));
    if (answer.id === frame.id) return answer;
  }
}

const created = await call<NotesCreateCall, NotesCreateResult>({
  id: 1,
  method: 'notes.create',
  payload: { title: 'From AsyncAPI', priority: 44 },
});
const { id, version } = created.result;
deepStrictEqual(version, 1);

const payload = {
  'priority:ge': 44,
  ...(created.position === undefined ? {} : { consistency_token: created.position }),
};
const listed = await call<NotesListCall, NotesListResult>({ id: 2, method: 'notes.list', payload } as NotesListCall);
deepStrictEqual(listed.result.notes.filter((one: { id: string }) => one.id === id).length, 1);

const replace = (call_id: number, title: string): NotesReplaceCall => ({
  id: call_id,
  method: 'notes.replace',
  payload: { id, title, if_match: 1 },
});
const changed = await call<NotesReplaceCall, NotesReplaceResult>(replace(3, 'Changed'));
deepStrictEqual(changed.result.version, 2);
const { error } = await call<NotesReplaceCall, CallRefused>(replace(4, 'Too late'));
deepStrictEqual([error.code, error.current?.title], ['precondition-failed', 'Changed']);

const deleted = await call<NotesDeleteCall, object>({ id: 5, method: 'notes.delete', payload: { id } });
ok('result' in deleted);
socket.close();
