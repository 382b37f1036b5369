/** Where the log is. `brokers` are `host:port`; one that answers is enough, the others are learnt from it. */
export type LogConfig = {
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly clientId: string;
  readonly ssl?: boolean;
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
};

/** What of a logger this package needs; pino's fits. */
export type LogLogger = Readonly<Record<'debug' | 'info' | 'warn' | 'error', LogLine>>;
type LogLine = (fields: object, message: string) => void;
