import { BlockList, isIP } from 'node:net';
import { commaList } from './comma-list.ts';
import { ConfigError } from './config-error.ts';

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
