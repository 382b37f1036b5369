import {
  ForbiddenError,
  NotCaughtUpError,
  NotesError,
  ProblemError,
  TransportError,
  UnauthorizedError,
} from '@notes/client';
import { awayReason, describeError } from '@notes/service';
import { flagOf } from './resources/schema-options.ts';

/** Why a command has failed and what to do about it, for people. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof NotesError)) return describeError(error);
  return [whatIsWrong(error), advice(error), requestOf(error)].filter((line) => line !== undefined).join('\n');
}

function whatIsWrong(error: NotesError): string {
  const errors = error.problem?.errors ?? [];
  if (errors.length > 0) return errors.map(({ detail, ...where }) => `${placeOf(where)}: ${detail}`).join('\n');
  return error.cause === undefined ? error.message : `${error.message.replace(/\.$/, '')}: ${awayReason(error.cause)}.`;
}

type Where = { readonly pointer?: string; readonly parameter?: string; readonly header?: string };

/** A member of the body and a parameter of the query as the flag that they come from. */
function placeOf({ pointer, parameter, header }: Where): string {
  if (parameter !== undefined) return flagOf(parameter);
  if (header !== undefined) return header === 'Idempotency-Key' ? '--key' : flagOf(header.toLowerCase());
  const [, member] = /^#\/(\w+)$/.exec(pointer ?? '') ?? [];
  return member === undefined ? (pointer ?? 'the request') : flagOf(member);
}

type More = { readonly holder?: string; readonly current?: { readonly version: number } };

function advice(error: NotesError): string | undefined {
  if (error.mayHaveHappened)
    return `It may have been done nevertheless. Repeat the command with --key ${error.idempotencyKey}: it is done once.`;
  if (error instanceof UnauthorizedError)
    return 'Pass a token with --token or NOTES_TOKEN, or keep one with `notes login`.';
  if (error instanceof ForbiddenError) return undefined;
  if (error instanceof NotCaughtUpError)
    return 'Try again, or read what there is with --stale. `notes doctor` shows what is behind.';
  if (error instanceof TransportError)
    return 'Is it running? --url or NOTES_URL names another one; `notes doctor` shows what is missing.';
  const { holder, current } = (error.problem ?? {}) as More;
  if (holder !== undefined) return `The one that has it: \`notes ${holder.replace(/^\/v1\/([^/]+)\//, '$1 get ')}\`.`;
  if (current !== undefined) return `It is at version ${current.version} now.`;
  if (error instanceof ProblemError && error.retryAfterMs !== undefined)
    return `Try again in ${Math.ceil(error.retryAfterMs / 1000)} s.`;
  return undefined;
}

/** Only where the service is at fault: its operator finds the request in the logs by that. */
const requestOf = ({ status = 0, requestId }: NotesError): string | undefined =>
  status === 500 && requestId !== undefined ? `Request ${requestId} in the logs of the service.` : undefined;
