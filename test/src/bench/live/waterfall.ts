import { type Page, scrape } from '../../harness/scrape.ts';
import type { ServiceName } from '../../harness/service-process.ts';

type Pages = Readonly<Record<ServiceName, Page>>;

/** The pages of metrics of all services. */
export async function scrapeAll(services: Readonly<Record<ServiceName, { readonly url: string }>>): Promise<Pages> {
  const pages = Object.entries(services).map(async ([name, { url }]) => [name, await scrape(url)] as const);
  return Object.fromEntries(await Promise.all(pages)) as Pages;
}

/**
 * Where the time of a write goes, from its event to its frame: the means of what the services observed between two scrapes, in ms, by
 * the names of the stages. Stages of which no service has both ends are the rest between those that have.
 */
export function waterfall(before: Pages, after: Pages): [stage: string, ms: string][] {
  const mean = (service: ServiceName, name: string): number => {
    const grown = (part: string) => after[service].sum(`${name}_${part}`) - before[service].sum(`${name}_${part}`);
    return (grown('sum') * 1_000) / grown('count');
  };
  const append = mean('command', 'notes_append_seconds');
  const visible = mean('projector', 'notes_visible_seconds');
  const transaction = mean('projector', 'notes_projector_transaction_seconds');
  const delivered = mean('gateway', 'notes_delivered_seconds');
  const stages = {
    'sent to the broker → acknowledged': append,
    'in the log → taken by the projector': visible - transaction,
    'taken → committed': transaction,
    'committed → written to the socket': delivered - append - visible,
    'event → written to the socket': delivered,
  };
  return Object.entries(stages).map(([stage, ms]) => [`${stage}, ms, mean`, ms.toFixed(1)]);
}
