import type { Static, TObject, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { commaList } from './addresses.ts';
import { type Exposure, exposureMistakes } from './check-exposure.ts';
import { ConfigError, type ConfigMistake } from './config-error.ts';

/**
 * Reads the configuration from the environment by one schema, a Type.Object of environment variables: text is trimmed,
 * empty counts as absent, numbers and booleans are read from their text, defaults are filled in. Variables that the
 * schema does not know are left alone.
 * Throws one ConfigError that lists every mistake, also those of settings that contradict each other.
 */
export function loadConfig<T extends TObject>(schema: T, env: NodeJS.ProcessEnv): Static<T> {
  const required = new Set<string>(schema.required ?? []);
  const config: Record<string, unknown> = {};
  const mistakes: ConfigMistake[] = [];
  for (const [variable, property] of Object.entries(schema.properties) as [string, Setting][]) {
    const text = env[variable]?.trim() ?? '';
    const value = text === '' ? property.default : fromText(text, property);
    if (value !== undefined) config[variable] = value;
    const wrong = mistakeIn(value, text, property, required.has(variable));
    if (wrong !== undefined) mistakes.push({ variable, wrong, write: whatToWrite(property) });
  }
  const wrong = new Set(mistakes.map(({ variable }) => variable));
  mistakes.push(
    ...contradictions(config, Object.keys(schema.properties)).filter(({ variable }) => !wrong.has(variable)),
  );
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return config as Static<T>;
}

type Setting = TSchema & {
  readonly type?: string;
  readonly default?: unknown;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly anyOf?: readonly { readonly const?: unknown }[];
  /** What is wrong with a text that fits the schema, to be said after the variable's name; undefined if nothing is. */
  readonly wrong?: (text: string) => string | undefined;
};

const decimal = /^-?\d+(?:\.\d+)?$/;
const booleans: Readonly<Record<string, boolean>> = {
  true: true,
  '1': true,
  yes: true,
  on: true,
  false: false,
  '0': false,
  no: false,
  off: false,
};

/** Text that is no number or boolean stays text, for the schema to refuse. */
function fromText(text: string, { type }: Setting): unknown {
  if (type === 'integer' || type === 'number') return decimal.test(text) ? Number(text) : text;
  if (type === 'boolean') return booleans[text.toLowerCase()] ?? text;
  return text;
}

function mistakeIn(value: unknown, text: string, property: Setting, required: boolean): string | undefined {
  if (value === undefined) return required ? 'is not set' : undefined;
  if (Compile(property).Check(value)) return text === '' ? undefined : property.wrong?.(text);
  // What was written may be a secret that a slip of the pen made invalid, so it is not repeated.
  return `does not fit (${text.length} characters)`;
}

function whatToWrite(property: Setting): string {
  const parts = [property.description, expectation(property), example(property)];
  return parts.filter((part) => part !== undefined).join(' ');
}

function expectation({ type, anyOf, minimum, maximum, minLength }: Setting): string | undefined {
  if (anyOf !== undefined) return `Write one of: ${anyOf.map((option) => String(option.const)).join(', ')}.`;
  if (type === 'boolean') return 'Write true or false.';
  if (type === 'integer')
    return `Write a whole number${minimum === undefined ? '' : ` from ${minimum}`}${maximum === undefined ? '' : ` to ${maximum}`}.`;
  return minLength !== undefined && minLength > 1 ? `Write at least ${minLength} characters.` : undefined;
}

const example = ({ examples }: Setting): string | undefined =>
  examples === undefined ? undefined : `For instance: ${examples.join(' or ')}`;

type Settings = Readonly<Record<string, unknown>>;

/** What is wrong with settings that are each right by themselves. `known` are the variables that the process reads at all. */
function contradictions(config: Settings, known: readonly string[]): ConfigMistake[] {
  const serves = known.includes('HOST') && known.includes('AUTH');
  return [...loginMistakes(config), ...portMistakes(config), ...(serves ? exposureMistakes(config as Exposure) : [])];
}

function portMistakes({ PORT, ADMIN_PORT }: Settings): ConfigMistake[] {
  if (ADMIN_PORT === undefined || ADMIN_PORT === 0 || ADMIN_PORT !== PORT) return [];
  const write = 'Write another port, or remove it: then probes and metrics are on PORT.';
  return [{ variable: 'ADMIN_PORT', wrong: `is ${ADMIN_PORT}, as PORT is`, write }];
}

const login = ['KAFKA_SASL_MECHANISM', 'KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'] as const;

/** A part of a login alone would be no login, and nothing would say so. */
function loginMistakes(config: Settings): ConfigMistake[] {
  const given = login.filter((variable) => config[variable] !== undefined);
  if (given.length === 0 || given.length === login.length) return [];
  const missing = login.filter((variable) => config[variable] === undefined);
  return missing.map((variable) => ({
    variable,
    wrong: `is not set, while ${given.join(' and ')} ${given.length === 1 ? 'is' : 'are'}`,
    write: `Set all of ${login.join(', ')}, or none.`,
  }));
}

const secret = /SECRET|PASSWORD|TOKEN|DSN|HEADERS/;
const credentials = /^([a-z][a-z0-9+.-]*:\/\/)([^/@\s]*)@/i;
const secretParameter = /([?&](?:password|sslpassword|token|secret)=)[^&\s]*/gi;
const mask = '***';

/** A copy that may be shown: secrets and the passwords inside addresses are replaced by `***`. */
export function maskConfig(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(config).map(([name, value]) => [name, masked(name, value)]));
}

function masked(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return secret.test(name) ? mask : maskUrl(value);
}

/** An address whose password, and whatever else in it is secret, is replaced by `***`. Other text stays as it is. */
export function maskUrl(url: string): string {
  return url
    .replace(credentials, (_, scheme: string, userinfo: string) => {
      const colon = userinfo.indexOf(':');
      return colon === -1 ? `${scheme}${userinfo}@` : `${scheme}${userinfo.slice(0, colon)}:${mask}@`;
    })
    .replace(secretParameter, `$1${mask}`);
}

type LogVariables = {
  readonly KAFKA_BROKERS: string;
  readonly KAFKA_SSL: boolean;
  readonly KAFKA_SASL_MECHANISM?: 'plain' | 'scram-sha-256' | 'scram-sha-512' | undefined;
  readonly KAFKA_SASL_USERNAME?: string | undefined;
  readonly KAFKA_SASL_PASSWORD?: string | undefined;
  readonly NOTES_TOPIC: string;
};

/** Where the log is, as the log's package takes it. `clientId` is the name that the brokers see. */
export function logConfigOf(config: LogVariables, clientId: string) {
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = config;
  const hasLogin = mechanism !== undefined && username !== undefined && password !== undefined;
  return {
    brokers: commaList(config.KAFKA_BROKERS),
    topic: config.NOTES_TOPIC,
    clientId,
    ssl: config.KAFKA_SSL,
    ...(hasLogin ? { sasl: { mechanism, username, password } } : {}),
  };
}
