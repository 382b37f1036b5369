import { NotesError, TimeoutError, TransportError } from '../errors/notes-error.ts';
import { isUnsure } from '../http/retry-pause.ts';
import { type FrameError, frameError } from './read-frame.ts';

type Settled = { readonly result?: unknown; readonly error?: FrameError };
type Call = {
  readonly method: string;
  readonly payload: object;
  readonly traceparent?: string | undefined;
  resolve(result: unknown): void;
  reject(error: unknown): void;
};
type Pending = Call & { isSent: boolean; release(): void };

/** What changes nothing. Of any other method, one that newer services have included, an unanswered call may have done something. */
const reads: ReadonlySet<string> = new Set(['server_info', 'ping', 'subscribe', 'unsubscribe', 'auth.refresh']);
/** They are about the connection that they are sent over: on the next one they would mean something else. */
const ofConnection: ReadonlySet<string> = new Set(['ping', 'subscribe', 'unsubscribe', 'auth.refresh']);
const isRead = (method: string): boolean => reads.has(method) || /\.(get|list)$/.test(method);

export type RpcOptions = {
  /** Default 15 s, the time until there is a connection included. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
};

const defaultTimeoutMs = 15_000;

/**
 * Calls under way over a connection that may come and go. What is sent and not answered before it breaks has failed, unless it is known not
 * to have been taken.
 */
export class Calls {
  readonly #send: (text: string) => void;
  readonly #onCount: (count: number) => void;
  readonly #pending = new Map<number, Pending>();
  /** Those that wait for a connection, by id. */
  #waiting: number[] = [];
  #isUp = false;
  #nextId = 1;

  constructor(send: (text: string) => void, onCount: (count: number) => void) {
    this.#send = send;
    this.#onCount = onCount;
  }

  /** Rejects with a ProblemError, TimeoutError or TransportError, or the signal's reason. */
  call(method: string, payload: object, options: RpcOptions = {}, traceparent?: string): Promise<unknown> {
    return new Promise((resolve, reject) => this.start({ method, payload, traceparent, resolve, reject }, options));
  }

  /** As `call`, but tells of the answer before the next frame is looked at. */
  start(call: Call, { timeoutMs = defaultTimeoutMs, signal }: RpcOptions = {}): void {
    const { method } = call;
    if (signal?.aborted) {
      call.reject(signal.reason);
      return;
    }
    const id = this.#nextId;
    this.#nextId += 1;
    const late = (): void => this.#fail(id, new TimeoutError(`${method} was not answered within ${timeoutMs} ms.`));
    const aborted = (): void => this.#fail(id, signal?.reason);
    const timer = setTimeout(late, timeoutMs);
    signal?.addEventListener('abort', aborted, { once: true });
    const release = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', aborted);
    };
    this.#pending.set(id, { ...call, isSent: false, release });
    if (this.#isUp) this.#sendOne(id);
    else this.#waiting.push(id);
    this.#onCount(this.#pending.size);
  }

  settle(id: string | number | null, { result, error }: Settled): void {
    const pending = this.#take(Number(id));
    if (pending === undefined) return;
    if (error === undefined) pending.resolve(result);
    else {
      const refusal = frameError(error, pending.method);
      refusal.mayHaveHappened = isUnsure(refusal) && mayHaveDone(pending);
      pending.reject(refusal);
    }
  }

  up(): void {
    this.#isUp = true;
    for (const id of this.#waiting.splice(0)) this.#sendOne(id);
  }

  /**
   * Fails what was sent. With `allAnswered`, what has no answer was not taken: it waits for the next connection, where it does not belong to
   * this one.
   */
  down(allAnswered: boolean): void {
    if (!this.#isUp) return;
    this.#isUp = false;
    for (const [id, pending] of [...this.#pending]) {
      if (!allAnswered || ofConnection.has(pending.method))
        this.#fail(id, new TransportError('The connection broke before the answer came.'));
      else {
        pending.isSent = false;
        this.#waiting.push(id);
      }
    }
  }

  failAll(toError: () => NotesError): void {
    this.#waiting = [];
    for (const id of [...this.#pending.keys()]) this.#fail(id, toError());
  }

  #sendOne(id: number): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    pending.isSent = true;
    const { method, payload, traceparent } = pending;
    this.#send(JSON.stringify({ id, method, payload, traceparent }));
  }

  #fail(id: number, error: unknown): void {
    const pending = this.#take(id);
    if (pending !== undefined && error instanceof NotesError) error.mayHaveHappened = mayHaveDone(pending);
    pending?.reject(error);
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    if (pending === undefined) return undefined;
    pending.release();
    this.#pending.delete(id);
    this.#onCount(this.#pending.size);
    return pending;
  }
}

const mayHaveDone = ({ method, isSent }: Pending): boolean => isSent && !isRead(method);
