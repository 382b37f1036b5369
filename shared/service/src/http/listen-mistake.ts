import type { ConfigMistake } from '../config/config-error.ts';

type Address = { readonly host: string; readonly port: number };

/** What is to be changed where a server cannot listen; undefined for a failure that no setting is to blame for. */
export function listenMistake(error: unknown, { host, port }: Address): ConfigMistake | undefined {
  switch ((error as NodeJS.ErrnoException | undefined)?.code) {
    case 'EADDRINUSE':
      return {
        variable: 'PORT',
        wrong: `${port} is taken on ${host}`,
        write: 'End what listens there, or write another port.',
      };
    case 'EACCES':
    case 'EPERM':
      return { variable: 'PORT', wrong: `${port} may not be opened by this user`, write: 'Write a port from 1024 on.' };
    case 'EADDRNOTAVAIL':
      return {
        variable: 'HOST',
        wrong: `is ${host}, which is no address of this machine`,
        write: 'Write one of its addresses, 127.0.0.1, or 0.0.0.0.',
      };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return {
        variable: 'HOST',
        wrong: `is ${host}, which names no address`,
        write: 'Write an address of this machine, 127.0.0.1, or 0.0.0.0.',
      };
    default:
      return undefined;
  }
}
