import { Type } from 'typebox';
import {
  wrongAddress,
  wrongAddresses,
  wrongBrokers,
  wrongNetworks,
  wrongPostgresAddress,
  wrongRedisAddress,
} from './addresses.ts';
import { LoggingSettings } from './logging-settings.ts';

// Maps of environment variables by concern, to be spread into one Type.Object per process. An absent variable takes its
// default; one that has none and is not optional must be set. What a library would find wrong later, `wrong` finds at once.

const anyPort = { minimum: 0, maximum: 65_535 };
const count = (byDefault: number, minimum: number, description: string) =>
  Type.Integer({ minimum, maximum: 10_000, default: byDefault, description });
const list = 'separated by commas';

/** The event log in Kafka. */
export const LogSettings = {
  KAFKA_BROKERS: Type.String({
    minLength: 1,
    default: '127.0.0.1:9092',
    description: `Brokers as host:port, ${list}.`,
    examples: ['127.0.0.1:9092', 'kafka-1:9092,kafka-2:9092'],
    wrong: wrongBrokers,
  }),
  KAFKA_SSL: Type.Boolean({ default: false, description: 'Whether to talk TLS to the brokers.' }),
  KAFKA_SASL_MECHANISM: Type.Optional(
    Type.Union([Type.Literal('plain'), Type.Literal('scram-sha-256'), Type.Literal('scram-sha-512')], {
      description: 'How to log in to the brokers; absent for not at all.',
    }),
  ),
  KAFKA_SASL_USERNAME: Type.Optional(Type.String({ minLength: 1, description: 'User name at the brokers.' })),
  KAFKA_SASL_PASSWORD: Type.Optional(Type.String({ minLength: 1, description: 'Password at the brokers.' })),
  NOTES_TOPIC: Type.String({
    // A topic cannot be called `.` or `..`.
    pattern: '^(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}$',
    default: 'notes.events.v1',
    description: 'Topic of the events: letters, digits, dot, underscore and dash.',
    examples: ['notes.events.v1'],
  }),
};

/** How the topic is made, for who makes it. */
export const TopicSettings = {
  NOTES_PARTITIONS: count(12, 1, 'Partitions of the topic when it is created. It cannot be changed afterwards.'),
  NOTES_REPLICATION: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 100,
      description: "Copies of each partition when the topic is created; absent for the brokers' default.",
    }),
  ),
};

/** The database of the read models. */
export const PostgresSettings = {
  DATABASE_URL: Type.String({
    pattern: '^postgres(?:ql)?://\\S+$',
    description: 'Address of the Postgres database.',
    examples: ['postgres://notes:secret@127.0.0.1:5432/notes'],
    wrong: wrongPostgresAddress,
  }),
  DATABASE_POOL_MIN: count(0, 0, 'Connections to keep open when idle.'),
  DATABASE_POOL_MAX: count(10, 1, 'Connections at most, of each process; the projector takes 3 at least.'),
};

/** Redis: fan-out of the feed, and rate limits. */
export const RedisSettings = {
  REDIS_URL: Type.String({
    pattern: '^rediss?://\\S+$',
    default: 'redis://127.0.0.1:6379',
    description: 'Address of the Redis server.',
    wrong: wrongRedisAddress,
    examples: ['redis://127.0.0.1:6379'],
  }),
  REDIS_PREFIX: Type.String({
    pattern: '^[a-zA-Z0-9:._-]{0,64}$',
    default: 'notes.',
    description: 'What all our keys and channels in Redis begin with.',
    examples: ['notes.'],
  }),
};

/** What public HTTP services have besides an address. */
const HttpSettings = {
  CORS_ORIGINS: Type.Optional(
    Type.String({
      pattern: '^https?://[^\\s/,]+(?:\\s*,\\s*https?://[^\\s/,]+)*$',
      description: `Origins whose pages may call this service, ${list}; absent for none.`,
      examples: ['https://notes.example.org'],
      wrong: wrongAddresses,
    }),
  ),
  TRUST_PROXY: Type.Optional(
    Type.String({
      minLength: 1,
      description: `Addresses or networks of the proxies in front, ${list}, whose X-Forwarded-* headers are believed; absent for none.`,
      examples: ['10.0.0.0/8'],
      wrong: wrongNetworks,
    }),
  ),
};

/** How many may call, for the services that answer: the gateway counts nothing. */
const RateSettings = {
  RATE_LIMIT_PER_HOUR: Type.Optional(
    Type.Integer({
      minimum: 0,
      description: 'Requests per caller and hour, 0 for no limit; absent for no limit on loopback, else 2500.',
    }),
  ),
};

/** Where a process listens, and for how long. */
const listeningSettings = (defaultPort: number) => ({
  HOST: Type.String({
    minLength: 1,
    default: '127.0.0.1',
    description: 'Address to listen on.',
    examples: ['127.0.0.1', '0.0.0.0'],
  }),
  PORT: Type.Integer({ ...anyPort, default: defaultPort, description: 'Port to listen on; 0 picks a free one.' }),
  ADMIN_PORT: Type.Optional(
    Type.Integer({
      ...anyPort,
      description: 'Port for probes and metrics, which are then not on PORT; absent for PORT.',
    }),
  ),
  STOP_DELAY_MS: Type.Integer({
    minimum: 0,
    maximum: 600_000,
    default: 0,
    description:
      'How long to serve on after a signal to stop, in ms: not ready, and each answer closes its connection.',
  }),
});

/** That, and HttpSettings. */
export const httpSettings = (defaultPort: number) => ({ ...listeningSettings(defaultPort), ...HttpSettings });

/** Who may call, and who may change what. */
export const AuthSettings = {
  AUTH: Type.Optional(
    Type.Union([Type.Literal('required'), Type.Literal('off')], {
      description: 'Whether callers must show a token; absent for off, on loopback and without a key only.',
    }),
  ),
  AUTH_JWT_SECRET: Type.Optional(Type.String({ minLength: 32, description: 'Secret of HS256 tokens.' })),
  AUTH_JWKS_URL: Type.Optional(
    Type.String({
      pattern: '^https?://\\S+$',
      description: 'Address of the public keys of the tokens.',
      examples: ['https://id.example.org/.well-known/jwks.json'],
      wrong: wrongAddress,
    }),
  ),
  AUTH_ISSUER: Type.Optional(Type.String({ minLength: 1, description: 'Issuer that tokens must name.' })),
  AUTH_AUDIENCE: Type.Optional(Type.String({ minLength: 1, description: 'Audience that tokens must name.' })),
  WRITE_POLICY: Type.Union([Type.Literal('author'), Type.Literal('any')], {
    default: 'author',
    description: 'With authentication: whether only its author may change a note, or any caller who may write.',
  }),
};

const serviceUrl = (what: string, byDefault: string) =>
  Type.String({
    pattern: '^https?://[^\\s/?#]+/?$',
    default: byDefault,
    description: `Address of the service that ${what}.`,
    examples: [byDefault],
    wrong: wrongAddress,
  });

/** Where the gateway finds the services behind it. */
const NeighbourSettings = {
  COMMAND_URL: serviceUrl('takes writes', 'http://127.0.0.1:8081'),
  QUERY_URL: serviceUrl('answers reads', 'http://127.0.0.1:8082'),
};

/** Memory of the command service, beside what it always takes. */
const MemorySettings = {
  NOTES_CACHE_MB: count(128, 1, 'Memory for the notes that were used last, in MiB.'),
  NOTES_WINDOW_MB: count(
    256,
    1,
    'Memory for events that the projector has not applied yet, in MiB. Past it, notes that are not in memory are refused until the projector has caught up.',
  ),
};

const reached = { ...PostgresSettings, ...RedisSettings, ...LoggingSettings };

/** All that each process reads from its environment. */
export const processSettings = {
  gateway: { ...httpSettings(8080), ...reached, ...AuthSettings, ...NeighbourSettings },
  command: { ...httpSettings(8081), ...reached, ...AuthSettings, ...LogSettings, ...MemorySettings, ...RateSettings },
  query: { ...httpSettings(8082), ...reached, ...AuthSettings, ...LogSettings, ...RateSettings },
  projector: { ...listeningSettings(8083), ...reached, ...LogSettings },
  setup: { ...LogSettings, ...TopicSettings, ...PostgresSettings, ...LoggingSettings },
};
