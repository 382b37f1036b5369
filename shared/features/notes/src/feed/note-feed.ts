import { notePayloads, uuidText } from '@notes/contracts';
import {
  type CallRest,
  type ChannelNames,
  type Method,
  payloadReader,
  type RestRequest,
  restMethod,
} from '@notes/feed';
import { ProblemError } from '@notes/service';

/** The channels of notes: `notes`, `notes:<id>` and `authors:<name>`. */
export const noteChannels: ChannelNames = { all: 'notes', one: 'note', authors: 'authors' };

type NoteMethod = keyof typeof notePayloads;

type Operation = Pick<RestRequest, 'service' | 'verb'> & {
  /** Behind the address of the note, or of all notes. */
  readonly suffix?: string;
  /** Of the body, where there is one. */
  readonly type?: string;
};

const json = 'application/json';

const operations: Readonly<Record<NoteMethod, Operation>> = {
  'notes.create': { service: 'command', verb: 'POST', type: json },
  'notes.replace': { service: 'command', verb: 'PUT', type: json },
  'notes.update': { service: 'command', verb: 'PATCH', type: 'application/merge-patch+json' },
  'notes.delete': { service: 'command', verb: 'DELETE' },
  'notes.restore': { service: 'command', verb: 'POST', suffix: '/restore' },
  'notes.get': { service: 'query', verb: 'GET' },
  'notes.list': { service: 'query', verb: 'GET' },
};

type Member = string | number | boolean | null | readonly (string | number)[];
/** As its schema has it. */
type Payload = Readonly<Record<string, Member | undefined>>;

const reads: ReadonlySet<NoteMethod> = new Set<NoteMethod>(['notes.get', 'notes.list']);
const uuid = new RegExp(uuidText);

/** Every operation on notes of the REST interface as a method of the websocket, by name. */
export function noteMethods(call: CallRest): ReadonlyMap<string, Method> {
  const names = Object.keys(notePayloads) as NoteMethod[];
  const scopeOf = (name: NoteMethod) => (reads.has(name) ? 'notes:read' : 'notes:write');
  return new Map(names.map((name) => [name, restMethod(scopeOf(name), requestReader(name), call)]));
}

function requestReader(method: NoteMethod): (payload: unknown) => RestRequest {
  const read = payloadReader(notePayloads[method]);
  return (payload) => {
    const members: Payload = read(payload);
    // As in an address: any other text names nothing.
    if ('id' in members && !uuid.test(String(members['id'])))
      throw new ProblemError('not-found', 'There is no note with this id.');
    return noteRequest(method, members);
  };
}

/** The REST request of a call whose payload fits its schema. An `id` must be that of a note: it becomes part of the address. */
export function noteRequest(method: NoteMethod, payload: Payload): RestRequest {
  const { service, verb, suffix = '', type } = operations[method];
  const { id, ...named } = payload;
  const path = `/v1/notes${id === undefined ? '' : `/${id}`}${suffix}`;
  const { headers, members } = splitOff(method, named);
  if (type !== undefined)
    return { service, verb, path, headers: { ...headers, 'content-type': type }, body: JSON.stringify(members) };
  return { service, verb, path: `${path}${queryOf(members)}`, headers };
}

/** The members that the payload of the method has as headers. On any other method they are what everything else is, and refused as such by the service. */
function splitOff(method: NoteMethod, payload: Payload): { headers: Record<string, string>; members: Payload } {
  const headers: Record<string, string> = {};
  const members: Record<string, Payload[string]> = {};
  for (const [name, value] of Object.entries(payload)) {
    const write = name in notePayloads[method].properties ? asHeader[name] : undefined;
    if (write === undefined) members[name] = value;
    else if (value !== undefined) headers[name.replace('_', '-')] = write(value);
  }
  return { headers, members };
}

const asHeader: Readonly<Record<string, (value: Member) => string>> = {
  if_match: (value) => (typeof value === 'number' ? `"${value}"` : `${value}`),
  idempotency_key: (value) => quoted(`${value}`),
  consistency_token: (value) => `${value}`,
};

/** As a string of RFC 8941, so that any key that the schema admits is a header. */
const quoted = (key: string): string => `"${key.replace(/["\\]/g, '\\$&')}"`;

/** Lists become repeated parameters. */
function queryOf(members: Payload): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(members))
    for (const one of [value].flat()) query.append(name, String(one));
  return query.size === 0 ? '' : `?${query}`;
}
