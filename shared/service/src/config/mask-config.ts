const secret = /SECRET|PASSWORD|TOKEN|DSN/;
const credentials = /^([a-z][a-z0-9+.-]*:\/\/)([^/@\s]*)@/i;
const secretParameter = /([?&](?:password|sslpassword|token|secret)=)[^&\s]*/gi;
const mask = '***';

/** A copy that may be shown: secrets and the passwords inside addresses are replaced by `***`. */
export function maskConfig(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(config).map(([name, value]) => [name, masked(name, value)]));
}

function masked(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return secret.test(name) ? mask : maskUrl(value);
}

/** An address whose password, and whatever else in it is secret, is replaced by `***`. Other text stays as it is. */
export function maskUrl(url: string): string {
  return url
    .replace(credentials, (_, scheme: string, userinfo: string) => {
      const colon = userinfo.indexOf(':');
      return colon === -1 ? `${scheme}${userinfo}@` : `${scheme}${userinfo.slice(0, colon)}:${mask}@`;
    })
    .replace(secretParameter, `$1${mask}`);
}
