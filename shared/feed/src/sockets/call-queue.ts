import { type Logger, ProblemError, requireScope, type Span, type Tracer } from '@notes/service';
import { type BadCall, type Call, callError, type Reply, readCall, replyFrame } from './call-frames.ts';
import type { Method, MethodContext } from './methods/method.ts';
import type { SocketMetrics } from './socket-metrics.ts';

export type CallQueueOptions = {
  readonly methods: ReadonlyMap<string, Method>;
  readonly context: MethodContext;
  readonly logger: Pick<Logger, 'error'>;
  readonly metrics: SocketMetrics;
  /** Begins a span for each call that goes on to a service; without it there are none. */
  readonly tracer?: Tracer | undefined;
  /** The client takes no notice of refusals. */
  onFlood(): void;
};

/** Calls that wait for those before them. They come at a limited rate, but one may take long. */
const maxWaiting = 1_000;
const maxConcurrent = 16;

/**
 * The calls of one socket. They are performed in their order, each after the one before has been answered; only those that go on to
 * the services do not wait for each other and block no others.
 */
export class CallQueue {
  readonly #options: CallQueueOptions;
  readonly #limit = new CallLimit(performance.now());
  readonly #waiting: (Call | BadCall)[] = [];
  readonly #concurrent = new Set<AbortController>();
  #performing = false;
  #stopped = false;

  constructor(options: CallQueueOptions) {
    this.#options = options;
  }

  /** Whether an answer is pending. */
  get busy(): boolean {
    return this.#performing || this.#concurrent.size > 0;
  }

  /** Takes a text frame. */
  accept(text: string): void {
    if (this.#stopped) return;
    const call = readCall(text);
    const verdict = this.#limit.take(performance.now());
    if (verdict === 'flood' || this.#waiting.length >= maxWaiting) this.#options.onFlood();
    else if (verdict === 'refused') {
      this.#options.metrics.limited();
      this.#refuse(call, rateLimited('A socket makes 50 calls a second at most.'));
    } else {
      this.#waiting.push(call);
      if (!this.#performing) void this.#performAll();
    }
  }

  /** Nothing is performed or answered any more, and what is under way is given up. */
  stop(): void {
    this.#stopped = true;
    this.#waiting.length = 0;
    for (const one of this.#concurrent) one.abort();
  }

  async #performAll(): Promise<void> {
    this.#performing = true;
    for (let call = this.#waiting.shift(); call !== undefined; call = this.#waiting.shift()) {
      const method = this.#options.methods.get(call.method ?? '');
      if ('problem' in call) this.#refuse(call, call.problem);
      else if (method === undefined) this.#refuse(call, this.#noSuchMethod());
      else if (!method.concurrent) await this.#answer(call, method, new AbortController());
      else if (this.#concurrent.size < maxConcurrent) void this.#answerBeside(call, method);
      else this.#refuse(call, rateLimited(`A socket has ${maxConcurrent} of these calls under way at most.`));
    }
    this.#performing = false;
  }

  async #answerBeside(call: Call, method: Method): Promise<void> {
    const giveUp = new AbortController();
    this.#concurrent.add(giveUp);
    await this.#answer(call, method, giveUp);
    this.#concurrent.delete(giveUp);
  }

  async #answer(call: Call, { scope, perform, concurrent }: Method, { signal }: AbortController): Promise<void> {
    const { context } = this.#options;
    const span = concurrent ? this.#begin(call) : undefined;
    let reply: Reply;
    try {
      if (scope !== undefined) requireScope(context.credentials.caller, scope);
      reply = await perform(context, call.payload, signal, span?.traceparent ?? call.traceparent);
    } catch (error) {
      const problem = this.#toProblem(error, call);
      span?.end({ 'error.type': problem.slug }, problem.status >= 500 ? {} : undefined);
      this.#refuse(call, problem);
      return;
    }
    span?.end('error' in reply ? { 'error.type': reply.error.code } : {});
    if (this.#stopped) {
      // What it has subscribed to, it has after the others were left.
      context.channels.leaveAll();
      return;
    }
    this.#push(call, reply);
    if ('result' in reply) reply.afterwards?.();
  }

  /** A part of the trace that the call names or, where it names none, of the one that the socket was opened in. */
  #begin({ method, traceparent }: Call): Span | undefined {
    const { tracer, context } = this.#options;
    return tracer?.start(method, {
      kind: 'server',
      headers: traceparent === undefined ? context.credentials.headers : { traceparent },
      attributes: { 'rpc.method': method },
    });
  }

  #refuse(call: Call | BadCall, problem: ProblemError): void {
    this.#push(call, { error: callError(problem) });
  }

  #push(call: Call | BadCall, reply: Reply): void {
    const { context, metrics, methods } = this.#options;
    if (this.#stopped) return;
    const method = call.method !== undefined && methods.has(call.method) ? call.method : 'unknown';
    metrics.called(method, 'error' in reply ? reply.error.code : 'ok');
    context.sink.push(replyFrame(call, reply));
  }

  #toProblem(error: unknown, { method }: Call): ProblemError {
    if (error instanceof ProblemError) return error;
    this.#options.logger.error({ err: error, method }, 'a call over the websocket failed');
    return new ProblemError('internal', 'Something went wrong on our side.');
  }

  #noSuchMethod(): ProblemError {
    const known = [...this.#options.methods.keys()].join(', ');
    return new ProblemError('not-found', `There is no such method. Known are: ${known}.`);
  }
}

const rateLimited = (detail: string): ProblemError => new ProblemError('rate-limited', detail);

const perSecond = 50;
const burst = 100;
const maxRefusals = 500;
/** A row of refusals is over once calls go through and none has been refused for so long. */
const rowMs = 100;

/**
 * How often one socket may call: 50 times a second, and 100 at once after a rest. A client that takes no notice of refusals floods
 * us. A row of them is not broken by the odd call that goes through in between, or a flood of 20,000 a second would be
 * none.
 *
 *   calm      calls come faster than they are let through        → refusing
 *   refusing  a call goes through after 100 ms without refusal   → calm
 *   refusing  500 in a row                                       → flood
 */
export class CallLimit {
  #left = burst;
  #atMs: number;
  #refusals = 0;
  #refusedAtMs = 0;

  /** Times are milliseconds of any one clock. */
  constructor(nowMs: number) {
    this.#atMs = nowMs;
  }

  take(nowMs: number): 'passed' | 'refused' | 'flood' {
    this.#left = Math.min(burst, this.#left + (Math.max(0, nowMs - this.#atMs) * perSecond) / 1000);
    this.#atMs = nowMs;
    if (this.#left < 1) {
      this.#refusals += 1;
      this.#refusedAtMs = nowMs;
      return this.#refusals >= maxRefusals ? 'flood' : 'refused';
    }
    this.#left -= 1;
    if (nowMs - this.#refusedAtMs >= rowMs) this.#refusals = 0;
    return 'passed';
  }
}
