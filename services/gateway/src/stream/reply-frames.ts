import type { ProblemError } from '@notes/service';

/** What a method gives back. `afterwards` is run when the reply is on its way: nothing it pushes can overtake it. */
export type Reply = {
  readonly result: unknown;
  readonly position?: string;
  afterwards?(): void;
};

type Asked = { readonly id: string | number | null; readonly method: string | undefined };

export function resultFrame({ id, method }: Asked, { result, position }: Reply): Buffer {
  return Buffer.from(JSON.stringify({ id, method, result, position }));
}

/** `temporary`: the same may succeed later. */
export function errorFrame({ id, method }: Asked, problem: ProblemError): Buffer {
  const { slug: code, message, errors, status, extra } = problem;
  const isTemporary = status === 429 || status === 503;
  const error = { code, message, errors, ...(isTemporary ? { temporary: true } : {}), ...extra };
  return Buffer.from(JSON.stringify({ id, method, error }));
}
