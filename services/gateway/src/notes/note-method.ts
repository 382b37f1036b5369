import { type CallError, notePayloads, type Problem, uuidText } from '@notes/contracts';
import { type Method, payloadItems, payloadReader, type Reply } from '@notes/feed';
import { mayRetry, ProblemError } from '@notes/service';
import type { AskService, NoteAnswer } from './ask-service.ts';
import { type NoteMethod, noteRequest, type Payload } from './note-request.ts';

const reads: ReadonlySet<NoteMethod> = new Set<NoteMethod>(['notes.get', 'notes.list']);
const uuid = new RegExp(uuidText);

/** Every operation of the REST interface as a method of the websocket, by name. */
export function noteMethods(ask: AskService): ReadonlyMap<string, Method> {
  const names = Object.keys(notePayloads) as NoteMethod[];
  return new Map(names.map((name) => [name, noteMethod(name, ask)]));
}

/** An operation of the REST interface, done by the service that does it there, on behalf of the caller who opened the socket. */
function noteMethod(method: NoteMethod, ask: AskService): Method {
  const read = payloadReader(notePayloads[method]);
  return {
    scope: reads.has(method) ? 'notes:read' : 'notes:write',
    concurrent: true,
    async perform({ credentials }, payload, signal) {
      const members: Payload = read(payload);
      // As in an address: any other text names nothing.
      if ('id' in members && !uuid.test(String(members['id'])))
        throw new ProblemError('not-found', 'There is no note with this id.');
      return replyOf(await ask(noteRequest(method, members), credentials.headers, signal));
    },
  };
}

function replyOf({ status, body, position }: NoteAnswer): Reply {
  return status < 400 ? { result: body ?? null, position } : { error: errorOf(body as Problem) };
}

function errorOf({ type, detail, status, errors, ...rest }: Problem & { readonly current?: unknown }): CallError {
  return {
    code: type.slice(type.lastIndexOf('/') + 1),
    message: detail,
    ...(errors === undefined ? {} : { errors: payloadItems(errors) }),
    ...(mayRetry(status) ? { temporary: true as const } : {}),
    ...(rest.current === undefined ? {} : { current: rest.current }),
  };
}
