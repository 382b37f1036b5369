/** The URL as it may be shown and logged: user, password and query left out. A text that is no URL is not shown at all. */
export function withoutCredentials(url: string): string {
  try {
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
  } catch {
    return 'something that is not a URL';
  }
}
