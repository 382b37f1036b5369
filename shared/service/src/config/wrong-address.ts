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
