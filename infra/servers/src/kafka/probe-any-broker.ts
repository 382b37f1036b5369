import { connect } from 'node:net';

const timeoutMs = 2_000;

/** Resolves when one address of `host:port[,host:port]` accepts a connection. Says nothing of TLS or passwords: the clients do. */
export async function probeAnyBroker(brokers: string): Promise<void> {
  await Promise.any(brokers.split(',').map((broker) => accepts(broker.trim()))).catch((error: AggregateError) => {
    throw new Error(error.errors.map(String).join('; '));
  });
}

function accepts(broker: string): Promise<void> {
  const colon = broker.lastIndexOf(':');
  const host = broker.slice(0, colon).replace(/^\[|\]$/g, '');
  const port = Number(broker.slice(colon + 1));
  if (colon < 1 || !Number.isInteger(port) || port < 1 || port > 65_535) {
    return Promise.reject(new Error(`"${broker}" is not host:port`));
  }
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: timeoutMs });
    const settle = (done: () => void) => () => {
      socket.destroy();
      done();
    };
    socket.on('connect', settle(resolve));
    socket.on('error', reject);
    socket.on(
      'timeout',
      settle(() => reject(new Error(`${broker} does not answer within ${timeoutMs} ms`))),
    );
  });
}
