import type { Scope } from '@notes/service';
import type { Sink } from '../../domain/subscription.ts';
import type { Reply } from '../call-frames.ts';
import type { Credentials } from '../credentials.ts';
import type { SocketChannels } from '../socket-channels.ts';

/** The socket that a method was called on. */
export type MethodContext = {
  readonly channels: SocketChannels;
  readonly sink: Sink;
  /** Replaced by auth.refresh. */
  credentials: Credentials;
};

export type Method = {
  /** What the caller's token must allow; absent: nothing. */
  readonly scope?: Scope;
  /** Its calls do not block others, and are answered as they end: a few at a time. */
  readonly concurrent?: boolean;
  /** Throws a problem for what it refuses. `signal`: the answer is no longer wanted. `traceparent`: its place in a trace, if it has one. */
  perform(context: MethodContext, payload: unknown, signal: AbortSignal, traceparent?: string): Reply | Promise<Reply>;
};
