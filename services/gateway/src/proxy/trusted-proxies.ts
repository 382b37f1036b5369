import { BlockList, isIP } from 'node:net';
import { commaList } from '@notes/service';

/**
 * Whether an address belongs to a proxy in front of us, whose X-Forwarded-* headers are believed. `list`: addresses or
 * networks (10.0.0.0/8), separated by commas; none if absent. Throws an Error that names the item it cannot read.
 */
export function trustedProxies(list: string | undefined): (address: string | undefined) => boolean {
  const items = commaList(list);
  if (items.length === 0) return () => false;
  const trusted = new BlockList();
  for (const item of items) add(trusted, item);
  return (address) => {
    if (address === undefined) return false;
    // How a socket that listens on both families shows one of IPv4.
    const plain = address.startsWith('::ffff:') ? address.slice(7) : address;
    return trusted.check(plain, familyOf(plain));
  };
}

function add(trusted: BlockList, item: string): void {
  const [address = '', prefix] = item.split('/');
  const bits = prefix === undefined ? undefined : Number(prefix);
  if (isIP(address) === 0 || (bits !== undefined && !(Number.isInteger(bits) && prefix !== '')))
    throw new Error(`TRUST_PROXY: ${item} is no address and no network`);
  if (bits === undefined) trusted.addAddress(address, familyOf(address));
  else trusted.addSubnet(address, bits, familyOf(address));
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');
