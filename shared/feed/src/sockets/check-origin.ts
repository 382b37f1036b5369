import { ProblemError } from '@notes/service';

type Asking = { readonly headers: { readonly origin?: string | undefined }; readonly host: string };

/**
 * Refuses pages of other origins: browsers let any page open a websocket to anywhere. Allowed are programs, which send no Origin,
 * our own pages, and `origins`. Throws `forbidden`.
 */
export function checkOrigin({ headers: { origin }, host }: Asking, origins: ReadonlySet<string>): void {
  if (origin === undefined || origins.has(origin) || hostOf(origin) === host) return;
  throw new ProblemError('forbidden', 'Pages of this origin may not open the feed.');
}

/** The scheme does not count: a proxy in front may have ended TLS. */
function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
}
