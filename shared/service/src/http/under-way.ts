import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** The newest response of each connection. Those before it on the same connection are finished before it is. */
const newest = new WeakMap<Duplex, ServerResponse>();

/** To be called with every request before it is served. */
export function takeUnderWay({ socket }: IncomingMessage, response: ServerResponse): void {
  newest.set(socket, response);
}

/** The last response that is still to be given on a connection; undefined if every request that came on it is answered. */
export function responseUnderWay(socket: Duplex): ServerResponse | undefined {
  const response = newest.get(socket);
  return response?.writableFinished ? undefined : response;
}

/** Whether any request has come on a connection. */
export const hasBeenUsed = (socket: Duplex): boolean => newest.has(socket);

/** Whether the newest request on a connection has not come to its end, though it may have been answered. */
export const isStillComing = (socket: Duplex): boolean => newest.get(socket)?.req.complete === false;

/** Runs `next` when every request that has come on a connection is answered; never, if the connection ends with that. */
export function onceAnswered(socket: Duplex, next: () => void): void {
  const response = responseUnderWay(socket);
  if (response === undefined) {
    next();
    return;
  }
  // Nobody else may be listening meanwhile, and an error that nobody hears ends the process.
  const ignore = (): void => {};
  socket.on('error', ignore);
  response.once('close', () => {
    socket.off('error', ignore);
    if (socket.writable) next();
  });
}
