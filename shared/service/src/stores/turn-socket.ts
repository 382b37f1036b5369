import { Socket } from 'node:net';

/**
 * A socket that sends all that is written in one turn of the event loop at once, at its end. Each send costs a system call, and
 * wakes the other side, which then works on the first piece while the others are on their way.
 */
export class TurnSocket extends Socket {
  #gathering = false;

  override connect(...args: readonly unknown[]): this {
    super.connect(...(args as Parameters<Socket['connect']>));
    // Whatever connects is given Node's own `write` as a property, before that of its class.
    Reflect.deleteProperty(this, 'write');
    return this;
  }

  override write(...args: readonly unknown[]): boolean {
    if (!this.#gathering) {
      this.#gathering = true;
      this.cork();
      process.nextTick(() => {
        this.#gathering = false;
        this.uncork();
      });
    }
    return super.write(...(args as Parameters<Socket['write']>));
  }
}
