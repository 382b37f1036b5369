import { BlockList, isIP } from 'node:net';
import pg from 'pg';
import { ConfigError } from './config-error.ts';

/** The items of a setting that is a list separated by commas, trimmed; none when it is absent. */
export function commaList(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

type Family = 'ipv4' | 'ipv6';
type Network = { readonly address: string; readonly bits: number; readonly family: Family };

/**
 * Whether an address belongs to a proxy in front of us, whose X-Forwarded-* headers are believed. `list`: addresses or
 * networks (10.0.0.0/8), separated by commas; none if absent. Throws a ConfigError for anything else.
 */
export function trustedProxies(list: string | undefined): (address: string | undefined) => boolean {
  const wrong = list === undefined ? undefined : wrongNetworks(list);
  if (wrong !== undefined) throw new ConfigError([{ variable: 'TRUST_PROXY', wrong, write: 'See its description.' }]);
  const networks = commaList(list).flatMap((item) => readNetwork(item) ?? []);
  if (networks.length === 0) return () => false;
  const trusted = new BlockList();
  for (const { address, bits, family } of networks) trusted.addSubnet(address, bits, family);
  return (address) => {
    if (address === undefined) return false;
    // How a socket that listens on both families shows one of IPv4.
    const plain = address.startsWith('::ffff:') ? address.slice(7) : address;
    return trusted.check(plain, familyOf(plain));
  };
}

/** What is wrong with such a list, to be said after the name of its variable; undefined if nothing is. */
export function wrongNetworks(list: string): string | undefined {
  const wrong = commaList(list).find((item) => readNetwork(item) === undefined);
  return wrong === undefined ? undefined : `holds ${wrong}, which is no address and no network`;
}

function readNetwork(item: string): Network | undefined {
  const [, address = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(item) ?? [];
  if (isIP(address) === 0) return undefined;
  const family = familyOf(address);
  const most = family === 'ipv4' ? 32 : 128;
  const bits = prefix === undefined ? most : Number(prefix);
  return bits <= most ? { address, bits, family } : undefined;
}

const familyOf = (address: string): Family => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** What is wrong with the address of a server, to be said after the name of its variable; undefined if nothing is. */
export function wrongAddress(text: string): string | undefined {
  if (!URL.canParse(text))
    return 'is no address: look at its host and port, and write / ? # @ in a password as %2F %3F %23 %40';
  const { username, password, hostname } = new URL(text);
  if (hostname === '') return 'names no host';
  if (decoded(`${username}${password}`) === undefined)
    return 'has a % in its user or password that is not followed by two hexadecimal digits; write it as %25';
  return undefined;
}

/** As `wrongAddress`, for Redis: its path is the number of a database. */
export function wrongRedisAddress(text: string): string | undefined {
  const wrong = wrongAddress(text);
  if (wrong !== undefined) return wrong;
  return /^\/?\d{0,4}$/.test(new URL(text).pathname) ? undefined : 'has a path that is not the number of a database';
}

/** As `wrongAddress`, for addresses separated by commas. */
export function wrongAddresses(text: string): string | undefined {
  return commaList(text)
    .map(wrongAddress)
    .find((wrong) => wrong !== undefined);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

const broker = /^(?:[^\s:/@[\]]+|\[[0-9a-fA-F:.]+\]):(\d{1,5})$/;

/** What is wrong with a list of brokers, each `host:port`; undefined if nothing is. */
export function wrongBrokers(text: string): string | undefined {
  const brokers = commaList(text);
  if (brokers.length === 0) return 'names no broker';
  const wrong = brokers.find((item) => !isBroker(item));
  // A login in an address has no place here, and is not repeated.
  return wrong === undefined ? undefined : `holds ${wrong.includes('@') ? 'something' : wrong}, which is not host:port`;
}

function isBroker(item: string): boolean {
  const port = Number(broker.exec(item)?.[1] ?? 0);
  return port >= 1 && port <= 65_535;
}

/** As `wrongAddress`, for a database, as the driver sees it: among others it reads the files that an address names. */
export function wrongPostgresAddress(text: string): string | undefined {
  const client = asTheDriverReadsIt(text);
  return client instanceof Error ? `cannot be used: ${client.message}` : undefined;
}

function asTheDriverReadsIt(connectionString: string): pg.Client | Error {
  try {
    return new pg.Client({ connectionString });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
