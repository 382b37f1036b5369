import { ClusterConnection } from './cluster-connection.ts';
import type { LogConfig } from './log-config.ts';
import { LogError } from './log-error.ts';
import { mapError } from './map-error.ts';
import { type KafkaOptions, requestTimeoutMs } from './open-kafka.ts';
import { Outage } from './outage.ts';
import { answerWithin } from './within.ts';

type Options = KafkaOptions & {
  /** Whose link it is, for the log. */
  readonly name: string;
  /** At which level the log is told that Kafka is away, and that it is back: each once, see Outage. */
  readonly level: 'warn' | 'debug';
};

/**
 * Has a link at hand for whoever asks.
 *
 *   none     somebody asks: open one                    → opening
 *   opening  all who ask wait for the same one           → open, or none if it fails
 *   open     until somebody drops it after a failure     → none
 *   stopped  for good
 */
export class ConnectionKeeper {
  readonly #config: LogConfig;
  readonly #options: Options;
  #link: ClusterConnection | undefined;
  readonly #outage: Outage;
  #stopped = false;

  constructor(config: LogConfig, options: Options) {
    this.#config = config;
    this.#options = options;
    this.#outage = new Outage({
      onBegin: (reason) => this.#say({ reason }, 'the log cannot be reached'),
      onEnd: (failures, seconds) => this.#say({ failures, seconds }, 'the log is reached again'),
    });
  }

  /** Rejects with a LogError if no broker answers. */
  async get(): Promise<ClusterConnection> {
    if (this.#stopped) throw new LogError('unavailable', `the ${this.#options.name} is stopped`);
    this.#link ??= new ClusterConnection(this.#config, this.#options);
    const link = this.#link;
    try {
      await link.ready();
    } catch (error) {
      throw this.drop(link, mapError(error, this.#options.name));
    }
    return link;
  }

  /**
   * Puts a question, and gives the link up if there is no answer. Rejects with a LogError, in time, its message
   * beginning with `what`.
   */
  async ask<T>(what: string, question: (link: ClusterConnection) => Promise<T>): Promise<T> {
    let link: ClusterConnection | undefined;
    const answer = async (): Promise<T> => {
      link = await this.get();
      return question(link);
    };
    try {
      const answered = await answerWithin(this.#options.timeoutMs ?? requestTimeoutMs, answer(), what);
      this.confirm();
      return answered;
    } catch (error) {
      const failure = mapError(error, what);
      throw link === undefined || failure.kind === 'out-of-range' ? failure : this.drop(link, failure);
    }
  }

  /** Tells that the link is of use: a broker that connects may not be ready to serve. */
  confirm(): void {
    this.#outage.worked();
  }

  /**
   * Closes a link that has failed, and hands the failure back. A link that has been replaced already stays as it is.
   */
  drop(link: ClusterConnection, failure: LogError): LogError {
    link.close();
    if (this.#link !== link) return failure;
    this.#link = undefined;
    if (!this.#stopped) this.#outage.failed(failure.message);
    return failure;
  }

  stop(): void {
    this.#stopped = true;
    this.#outage.forget();
    this.#link?.close();
  }

  #say(fields: object, what: string): void {
    const { logger, level, name } = this.#options;
    logger[level](fields, `${name}: ${what}`);
  }
}
