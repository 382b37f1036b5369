import type { CallError } from '@notes/contracts';
import { mayRetry, type ProblemError } from '@notes/service';

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
