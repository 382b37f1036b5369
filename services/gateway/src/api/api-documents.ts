import { awayReason, ProblemError } from '@notes/service';
import type { ApiDocument } from './path-table.ts';

/** The descriptions of the services behind the gateway. */
export type ApiDocuments = {
  /** Asks the services when what is known is older than a minute, and makes do with it if they are away. Throws `unavailable`. */
  get(): Promise<readonly ApiDocument[]>;
};

const freshMs = 60_000;
const timeoutMs = 2_000;

export function createApiDocuments(services: readonly { readonly name: string; readonly url: URL }[]): ApiDocuments {
  let known: readonly ApiDocument[] | undefined;
  let knownAtMs = 0;
  let pending: Promise<readonly ApiDocument[]> | undefined;

  async function load(): Promise<readonly ApiDocument[]> {
    try {
      known = await Promise.all(services.map(fetchDocument));
    } catch (error) {
      if (known === undefined) throw error;
    }
    knownAtMs = performance.now();
    return known;
  }

  return {
    async get() {
      if (known !== undefined && performance.now() - knownAtMs < freshMs) return known;
      pending ??= load().finally(() => {
        pending = undefined;
      });
      return pending;
    },
  };
}

async function fetchDocument({ name, url }: { readonly name: string; readonly url: URL }): Promise<ApiDocument> {
  try {
    const answer = await fetch(new URL('/openapi.json', url), { signal: AbortSignal.timeout(timeoutMs) });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return (await answer.json()) as ApiDocument;
  } catch (error) {
    throw new ProblemError('unavailable', `The ${name} service does not say what it offers: ${awayReason(error)}.`);
  }
}
