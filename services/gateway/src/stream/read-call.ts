import { RequestFrame } from '@notes/contracts';
import { ProblemError } from '@notes/service';
import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { mistakes } from './mistakes.ts';

/** What a client asks for. */
export type Call = { readonly id: string | number; readonly method: string; readonly payload: unknown };

/** What could not be read as a call. Its id and method are told as far as they could be read. */
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
  if (requestFrame.Check(frame)) return { id: frame.id, method: frame.method, payload: frame.payload ?? {} };
  const { id, method } = membersOf(frame);
  return {
    id: typeof id === 'string' || Number.isInteger(id) ? (id as string | number) : null,
    method: typeof method === 'string' ? method : undefined,
    problem: invalid(requestFrame, frame, ''),
  };
}

/** Gives the payload of a call as its schema has it. Throws the problem `invalid`. */
export function readPayload<T extends TSchema>(validator: Validator<Record<never, never>, T>, payload: unknown) {
  if (validator.Check(payload)) return payload;
  throw invalid(validator, payload, '/payload');
}

function invalid(validator: Validator, value: unknown, at: string): ProblemError {
  const errors = mistakes(validator.Errors(value), at);
  return new ProblemError('invalid', `${errors[0]?.pointer ?? '#'}: ${errors[0]?.detail ?? 'Not admitted.'}`, {
    errors,
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
