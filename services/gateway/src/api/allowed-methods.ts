import { ProblemError } from '@notes/service';
import type { ApiDocuments } from './api-documents.ts';
import { type ApiDocument, createPathTable, type PathTable } from './path-table.ts';

export type AllowedMethods = {
  /** The methods of an address under /v1 on all services together; undefined if there is no such address. Throws `unavailable`. */
  of(url: string): Promise<readonly string[] | undefined>;
  /** The 405 that a request deserves whose address exists, but not for its method. */
  refusal(method: string, url: string): Promise<ProblemError | undefined>;
};

export function createAllowedMethods(documents: ApiDocuments): AllowedMethods {
  let known: { readonly documents: readonly ApiDocument[]; readonly table: PathTable } | undefined;

  async function of(url: string): Promise<readonly string[] | undefined> {
    const current = await documents.get();
    if (known?.documents !== current) known = { documents: current, table: createPathTable(current) };
    return known.table(url);
  }

  return {
    of,
    async refusal(method, url) {
      const methods = await of(url);
      if (methods === undefined || methods.includes(method)) return undefined;
      const allow = methods.join(', ');
      return new ProblemError('method-not-allowed', `There is no ${method} here, but ${allow}.`, {
        headers: { allow },
      });
    },
  };
}
