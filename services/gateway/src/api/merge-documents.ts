import type { ApiDocument } from './path-table.ts';

type Sections = Record<string, Record<string, unknown>>;

/**
 * One description of the whole API: `own` with the operations and components of the others added. Components of one name are
 * taken to be the same, since all come from the same contracts.
 */
export function mergeDocuments<T extends ApiDocument>(own: T, others: readonly ApiDocument[]): T {
  const paths: Sections = {};
  const components: Sections = {};
  const tags = new Map<string, unknown>();
  for (const document of [own, ...others]) {
    addSections(paths, document.paths);
    addSections(components, document.components);
    for (const tag of document.tags ?? []) tags.set(tag.name, tag);
  }
  return { ...own, paths, components, ...(tags.size === 0 ? {} : { tags: [...tags.values()] }) };
}

function addSections(to: Sections, from: ApiDocument['paths'] = {}): void {
  for (const [name, members] of Object.entries(from)) to[name] = { ...to[name], ...members };
}
