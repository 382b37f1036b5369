import {
  type CallError,
  type Problem,
  type ResourceNames,
  type RestCall,
  type RestCalls,
  uuidText,
} from '@notes/contracts';
import { mayRetry, ProblemError, type Scope } from '@notes/service';
import type { CallerHeaders } from '../../follow/subscriptions.ts';
import { payloadItems, payloadReader, type Reply } from '../call-frames.ts';
import type { Method } from './method.ts';

/** A request to a service that does what a call is for. */
export type RestRequest = {
  readonly service: 'command' | 'query';
  readonly verb: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: string;
};

/** What a service has answered. */
type RestAnswer = {
  readonly status: number;
  /** Parsed JSON; undefined where there was none. */
  readonly body: unknown;
  readonly position: string | undefined;
};

/**
 * Sends a request to its service. `headers` identify the caller. An aborted `signal` gives it up; a write is then abandoned by the
 * command service as when any client goes. Rejects with `unavailable` if nothing can have been done, with `outcome-unknown` if a
 * write may have been, and with `bad-gateway` for what is no answer of our services.
 */
export type CallRest = (request: RestRequest, headers: CallerHeaders, signal: AbortSignal) => Promise<RestAnswer>;

/**
 * A method that is an operation of the REST interface, done by the service that does it there, on behalf of the caller who opened the
 * socket. `requestOf` reads a payload, and throws a problem for what it refuses.
 */
function restMethod(scope: Scope, requestOf: (payload: unknown) => RestRequest, call: CallRest): Method {
  return {
    scope,
    concurrent: true,
    perform: async ({ credentials: { headers } }, payload, signal, traceparent) => {
      const onBehalf = traceparent === undefined ? headers : { ...headers, traceparent };
      return replyOf(await call(requestOf(payload), onBehalf, signal));
    },
  };
}

function replyOf({ status, body, position }: RestAnswer): Reply {
  return status < 400 ? { result: body ?? null, position } : { error: errorOf(body as Refusal) };
}

type Refusal = Problem & Pick<CallError, 'current' | 'holder'>;

function errorOf({ type, detail, status, errors, current, holder }: Refusal): CallError {
  return {
    code: type.slice(type.lastIndexOf('/') + 1),
    message: detail,
    ...(errors === undefined ? {} : { errors: payloadItems(errors) }),
    ...(mayRetry(status) ? { temporary: true as const } : {}),
    ...(current === undefined ? {} : { current }),
    ...(holder === undefined ? {} : { holder }),
  };
}

type Operation = Pick<RestRequest, 'service' | 'verb'> & {
  /** Behind the address of the subject, or of all of them. */
  readonly suffix?: string;
  /** Of the body, where there is one. */
  readonly type?: string;
};

const json = 'application/json';

const operations: Readonly<Record<RestCall, Operation>> = {
  create: { service: 'command', verb: 'POST', type: json },
  replace: { service: 'command', verb: 'PUT', type: json },
  update: { service: 'command', verb: 'PATCH', type: 'application/merge-patch+json' },
  delete: { service: 'command', verb: 'DELETE' },
  restore: { service: 'command', verb: 'POST', suffix: '/restore' },
  get: { service: 'query', verb: 'GET' },
  list: { service: 'query', verb: 'GET' },
};

type Member = string | number | boolean | null | readonly (string | number | null)[];
/** As its schema has it. */
type Payload = Readonly<Record<string, Member | undefined>>;

const uuid = new RegExp(uuidText);

/** Every operation of a resource over HTTP that can be called over the websocket as well, by its name there. */
export const restMethods = (names: ResourceNames, calls: RestCalls, call: CallRest): ReadonlyMap<string, Method> =>
  new Map(
    (Object.keys(calls) as RestCall[]).map((name) => {
      const scope = operations[name].service === 'query' ? 'notes:read' : 'notes:write';
      return [`${names.all}.${name}`, restMethod(scope, requestReader(names, name, calls), call)];
    }),
  );

function requestReader(names: ResourceNames, name: RestCall, calls: RestCalls): (payload: unknown) => RestRequest {
  const read = payloadReader(calls[name].payload);
  return (payload) => {
    const members = read(payload) as Payload;
    // As in an address: any other text names nothing.
    if ('id' in members && !uuid.test(String(members['id'])))
      throw new ProblemError('not-found', `There is no ${names.one} with this id.`);
    return restRequest(names, name, calls, members);
  };
}

/** The REST request of a call whose payload fits its schema. An `id` must be that of a subject: it becomes part of the address. */
export function restRequest({ all }: ResourceNames, name: RestCall, calls: RestCalls, payload: Payload): RestRequest {
  const { service, verb, suffix = '', type } = operations[name];
  const { id, ...named } = payload;
  const path = `/v1/${all}${id === undefined ? '' : `/${id}`}${suffix}`;
  const { headers, members } = splitOff(calls[name].payload.properties, named);
  if (type !== undefined)
    return { service, verb, path, headers: { ...headers, 'content-type': type }, body: JSON.stringify(members) };
  return { service, verb, path: `${path}${queryOf(members)}`, headers };
}

/** The members that the payload of the method has as headers. On any other method they are what everything else is, and refused as such by the service. */
function splitOff(known: object, payload: Payload): { headers: Record<string, string>; members: Payload } {
  const headers: Record<string, string> = {};
  const members: Record<string, Payload[string]> = {};
  for (const [name, value] of Object.entries(payload)) {
    const write = name in known ? asHeader[name] : undefined;
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

/** Lists become repeated parameters, and null is `null`. */
function queryOf(members: Payload): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(members))
    for (const one of [value].flat()) query.append(name, String(one));
  return query.size === 0 ? '' : `?${query}`;
}
