import { type CallError, isCallId, RequestFrame } from '@notes/contracts';
import {
  boundedCopy,
  mayRetry,
  ProblemError,
  type ProblemItem,
  readTraceparent,
  validationItems,
} from '@notes/service';
import type { Static, TObject } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';

/** A call as it was read from a frame. */
export type Call = {
  readonly id: string | number;
  readonly method: string;
  readonly payload: unknown;
  /** Its place in a trace, if the client has named one. */
  readonly traceparent?: string | undefined;
};

/** What could not be read as a call. Its id and method are given as far as they could be read. */
export type BadCall = {
  readonly id: string | number | null;
  readonly method: string | undefined;
  readonly problem: ProblemError;
};

const requestFrame = Compile(RequestFrame);

/** Reads a text frame. */
export function readCall(text: string): Call | BadCall {
  const frame = parse(text);
  if (frame === undefined)
    return { id: null, method: undefined, problem: new ProblemError('malformed-request', 'The frame is not JSON.') };
  if (requestFrame.Check(frame)) {
    const { id, method, payload, traceparent } = frame;
    const call = { id, method, payload: payload ?? {} };
    return traceparent === undefined ? call : { ...call, traceparent: readTraceparent(traceparent) };
  }
  const { id, method } = membersOf(frame);
  return {
    id: isCallId(id) ? id : null,
    method: typeof method === 'string' ? method : undefined,
    problem: invalid(
      isObject(frame) ? validationItems(requestFrame.Errors(frame), 'body', frame, RequestFrame) : [noObject],
    ),
  };
}

const noObject: ProblemItem = { pointer: '#', code: 'wrong-type', detail: 'A frame is a JSON object.' };

/** More than any payload of ours holds. To report what is wrong with each of thousands would take long. */
const maxMembers = 100;
const maxValues = 200;
const tooMany: ProblemItem = { pointer: '#/payload', code: 'too-many', detail: `Has ${maxMembers} members at most.` };

/** Reads the payload of a call. Throws the problem `invalid` for what does not fit. */
type ReadPayload<T extends TObject> = (payload: unknown) => Static<T>;

export function payloadReader<T extends TObject>(schema: T): ReadPayload<T> {
  const validator = Compile(schema) as Validator;
  return (payload) => {
    if (Object.keys(payload as object).length > maxMembers) throw invalid([tooMany]);
    if (validator.Check(payload)) return payload as Static<T>;
    const seen = boundedCopy(payload, maxValues);
    throw invalid(payloadItems(validationItems(validator.Errors(seen), 'body', seen, schema)));
  };
}

/** The problem of a member of the payload that is wrong for another reason than its schema. */
export const wrongMember = (member: string, code: string, detail: string): ProblemError =>
  invalid([{ pointer: `#/payload/${member}`, code, detail }]);

const hidden: ProblemItem = {
  pointer: '#/payload',
  code: 'invalid',
  detail: 'Somewhere behind a great many values there is a fault.',
};

function invalid(errors: readonly ProblemItem[]): ProblemError {
  const [first = hidden] = errors;
  return new ProblemError('invalid', `${first.pointer}: ${first.detail}`, {
    errors: errors.length > 0 ? errors : [first],
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  isObject(value) ? (value as Record<string, unknown>) : {};

/** What a method gives back. `afterwards` is run when the reply is on its way: nothing it pushes can overtake it. */
export type Reply = Result | { readonly error: CallError };

type Result = {
  readonly result: unknown;
  readonly position?: string | undefined;
  afterwards?(): void;
};

type Asked = { readonly id: string | number | null; readonly method: string | undefined };

export function replyFrame({ id, method }: Asked, reply: Reply): Buffer {
  const body = 'error' in reply ? { error: reply.error } : { result: reply.result, position: reply.position };
  return Buffer.from(JSON.stringify({ id, method, ...body }));
}

/** A problem as the error of a call. */
export function callError({ slug: code, message, errors, status, extra }: ProblemError): CallError {
  return {
    code,
    message,
    ...(errors === undefined ? {} : { errors: [...errors] }),
    ...(mayRetry(status) ? { temporary: true as const } : {}),
    ...extra,
  };
}

const headers = ['If-Match', 'Idempotency-Key', 'Consistency-Token'];

/**
 * Where the mistakes of a request stood in the payload of the call that it was made from: members of its body and parameters of its
 * query are members of the payload, and so are these headers.
 */
export const payloadItems = (items: readonly ProblemItem[]): ProblemItem[] =>
  items.map(({ pointer, parameter, header, code, detail }) => {
    if (pointer !== undefined) return { pointer: `#/payload${pointer.slice(1)}`, code, detail };
    if (parameter !== undefined) return { pointer: `#/payload/${segment(parameter)}`, code, detail };
    const name = headers.find((one) => one.toLowerCase() === header?.toLowerCase());
    if (name !== undefined) return { pointer: `#/payload/${name.toLowerCase().replace('-', '_')}`, code, detail };
    return { ...(header === undefined ? {} : { header }), code, detail };
  });

const segment = (name: string): string =>
  encodeURIComponent(
    name
      .replace(/[\ud800-\udfff]/gu, '\ufffd')
      .replaceAll('~', '~0')
      .replaceAll('/', '~1'),
  );
