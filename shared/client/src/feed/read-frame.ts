import { toProblemError } from '../errors/to-problem-error.ts';
import type { Push } from './core/channel.ts';
import { statusOfSlug } from './status-of-slug.ts';

export type FrameError = { readonly code: string; readonly message: string; readonly temporary?: boolean };

/** What the service sends: the answer to a call, or a push on a channel. */
export type Frame =
  | {
      readonly id: string | number | null;
      readonly result?: unknown;
      readonly error?: FrameError;
      readonly position?: string;
    }
  | ({ readonly channel: string } & Push);

/** Undefined for what is neither. */
export function readFrame(text: string): Frame | undefined {
  try {
    const frame: unknown = JSON.parse(text);
    if (typeof frame !== 'object' || frame === null) return undefined;
    return 'id' in frame || ('channel' in frame && 'event' in frame) ? (frame as Frame) : undefined;
  } catch {
    return undefined;
  }
}

/** The error that the answer to a call stands for: of the same class as over HTTP. */
export function frameError({ code, message, temporary: _, ...extra }: FrameError, method: string) {
  const status = statusOfSlug(code);
  return toProblemError({
    problem: { type: `/problems/${code}`, title: code, status, detail: message, instance: method, ...extra },
  });
}
