import type { PortBook } from './port-book.ts';

export type ServerName = 'kafka' | 'postgres' | 'redis';

/** given: named by an environment variable. program: installed on this machine. embedded: downloaded, pinned and cached by us. */
export type Origin = 'given' | 'program' | 'embedded';

/** One line of progress; `ready` is true on the last one of a server. */
export type Step = { readonly server: ServerName; readonly text: string; readonly ready: boolean };

/** A server ended without `stop` or `restart`. */
export type ServerExit = {
  readonly server: ServerName;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly logFile: string;
  readonly lastLines: readonly string[];
};

export type ManagedServer = {
  readonly name: ServerName;
  readonly origin: Origin;
  /** For people: product, version, address. Holds no secret. */
  readonly description: string;
  /** Undefined when the server is given or not running. */
  readonly pid: number | undefined;
  /** Sends the signal to the server and its children at once; nothing is restarted. Throws for a given server. */
  kill(signal: NodeJS.Signals): void;
  /** Resolves once the server is gone, after `kill` or a crash; at once if it is not running. */
  gone(): Promise<void>;
  /** Stops the server if it still runs, starts it on the same port and data, and resolves when it answers. Throws for a given server. */
  restart(): Promise<void>;
  /** Asks it to stop, and after 10 s kills it. Does nothing to a given server, or the second time. */
  stop(): Promise<void>;
};

export type StackPorts = {
  readonly kafka: number;
  readonly kafkaController: number;
  readonly postgres: number;
  readonly redis: number;
};

/**
 * A further listener of the broker at `port`, for clients that come through a proxy which listens at `advertised`: a client of
 * Kafka asks the broker for its address and goes there, past any proxy that the broker does not know of.
 */
export type KafkaDetour = { readonly port: number; readonly advertised: number };

/** A further listener of the broker at `port`, with TLS and a login, as a hosted Kafka has it. */
export type KafkaLogin = { readonly port: number; readonly user: string; readonly password: string };

export type StackOptions = {
  /**
   * Holds data, logs and pid files. Two stacks never share one. Started by root, Postgres's user gets leave to pass through
   * it; where a folder above it forbids that, Postgres's data is in /var/tmp, and `postgres.path` in here has the path.
   */
  readonly dir: string;
  /** Looked at for KAFKA_BROKERS, DATABASE_URL, REDIS_URL, JAVA_HOME, PATH, NOTES_CACHE_DIR; handed on to the servers. */
  readonly env: NodeJS.ProcessEnv;
  /** Wanted ports, 0 for any. A port used before in this `dir` comes first; a taken one moves, which is reported as a step. */
  readonly ports?: Partial<StackPorts> | undefined;
  /** Further ways to our own Kafka, through proxies. */
  readonly kafkaDetours?: readonly KafkaDetour[] | undefined;
  /** A further listener of our own Kafka with TLS and a login; its certificate is `kafka/broker.pem` in `dir`. */
  readonly kafkaLogin?: KafkaLogin | undefined;
  readonly onStep?: ((step: Step) => void) | undefined;
  readonly onExit?: ((exit: ServerExit) => void) | undefined;
  /** Abandons the start: what has been started is stopped again. Has no effect once the stack is up. */
  readonly signal?: AbortSignal | undefined;
};

export type Stack = {
  /** `host:port[,host:port]` */
  readonly kafkaBrokers: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly servers: { readonly kafka: ManagedServer; readonly postgres: ManagedServer; readonly redis: ManagedServer };
  /** Stops the servers that are ours and gives the folder free. Never fails on a server that is gone already. */
  stop(): Promise<void>;
};

/** What starting any of the servers needs to know. */
export type StartContext = {
  readonly dir: string;
  readonly cacheDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly ports: PortBook;
  readonly signal: AbortSignal | undefined;
  readonly tell: (text: string) => void;
  readonly onExit: (exit: ServerExit) => void;
};

/** What finding a server's program, or fetching it, needs of that. */
export type FetchContext = Pick<StartContext, 'cacheDir' | 'env' | 'signal' | 'tell'>;
