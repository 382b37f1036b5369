import type { Span } from '@notes/service';

/**
 * Where a command is whose trace is kept, as spans of its request, one after the other: `wait`, `load`, `prove`, `look-up`, `append` (until
 * the broker's acknowledgement) and `read-back`. Requests whose traces are not kept have none, which costs them a look at what is not there.
 */
export class Stages {
  readonly #request: Span;
  readonly #prefix: string;
  #name: string | undefined;
  #current: Span | undefined;

  constructor(request: Span, prefix = '') {
    this.#request = request;
    this.#prefix = prefix;
  }

  /** Those of what is asked of another stream for the sake of the same request. */
  get aside(): Stages {
    return new Stages(this.#request, 'aside: ');
  }

  /** The stage before is over. */
  enter(name: string): void {
    if (this.#name === name) return;
    this.leave();
    this.#name = name;
    this.#current = this.#request.child(`${this.#prefix}${name}`, { kind: 'internal', attributes: {} });
  }

  /** It has ended, or goes on elsewhere. */
  leave(): void {
    this.#current?.end();
    this.#current = undefined;
    this.#name = undefined;
  }
}

/** The stages of a request; undefined if its trace is not kept. */
export const stagesOf = (request: Span | undefined): Stages | undefined =>
  request?.sampled === true ? new Stages(request) : undefined;
