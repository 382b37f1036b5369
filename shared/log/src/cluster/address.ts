export type Address = { readonly host: string; readonly port: number };

/** Splits `host:port`; the host may be an IPv6 address in brackets. The port defaults to 9092. */
export function parseAddress(broker: string): Address {
  const match = /^(?:\[(?<v6>[^\]]+)\]|(?<name>[^:]+))(?::(?<port>\d+))?$/.exec(broker.trim());
  const host = match?.groups?.['v6'] ?? match?.groups?.['name'];
  if (host === undefined) throw new TypeError(`not a broker address: ${broker}`);
  return { host, port: Number(match?.groups?.['port'] ?? 9092) };
}

export const formatAddress = ({ host, port }: Address): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
