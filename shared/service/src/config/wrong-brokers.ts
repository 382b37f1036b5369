import { commaList } from './comma-list.ts';

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
