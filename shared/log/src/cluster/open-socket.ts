import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

const keepAliveMs = 10_000;

/** A socket to a broker. No delay: requests are whole frames, and the next may be written before the last is answered. */
export function openSocket(options: { host: string; port: number; ssl: object | null; onConnect(): void }): Socket {
  const { host, port, ssl, onConnect } = options;
  const servername = isIP(host) === 0 ? { servername: host } : {};
  const socket =
    ssl === null ? connectTcp({ host, port }, onConnect) : connectTls({ host, port, ...servername, ...ssl }, onConnect);
  socket.setNoDelay(true);
  socket.setKeepAlive(true, keepAliveMs);
  return socket;
}
