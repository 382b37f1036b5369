import pg from 'pg';
import { commaList } from './comma-list.ts';

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
