import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';

type Address = {
  readonly host: string;
  readonly port: number;
  readonly ssl: ConnectionOptions | boolean | null | undefined;
  onConnect(): void;
};

const keepAliveMs = 10_000;

/** A socket to a broker. No delay: a request is written whole, and the next may come before the last is answered. */
export function openSocket({ host, port, ssl, onConnect }: Address): Socket {
  const socket = ssl ? connectTls(tlsOptions(host, port, ssl), onConnect) : connectTcp({ host, port }, onConnect);
  socket.setNoDelay(true);
  socket.setKeepAlive(true, keepAliveMs);
  return socket;
}

function tlsOptions(host: string, port: number, ssl: ConnectionOptions | true): ConnectionOptions {
  const servername = isIP(host) === 0 ? { servername: host } : {};
  return { host, port, ...servername, ...(ssl === true ? {} : ssl) };
}
