import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { selected } from './asked-for.ts';
import { burnCases, causeCases } from './cases/all-cases.ts';
import { ruleFiles } from './rule-files.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = `${root}docs/operations/runbooks/`;
const rules = ruleFiles().flatMap((file) => file.rules);
const recorded = rules.flatMap(({ record }) => record ?? []);
const alerts = [...new Set(rules.flatMap(({ alert }) => alert ?? []))];

/** What stands in fences of a language. */
const fenced = (page: string, language: string): readonly string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, 'gm'))].map(([, text = '']) => text);

test.each(alerts)('%s says what is wrong, and leads to its page', (alert) => {
  for (const { labels, annotations } of rules.filter((rule) => rule.alert === alert)) {
    expect(['page', 'ticket']).toContain(labels?.['severity']);
    expect(annotations).toMatchObject({ summary: expect.any(String), description: expect.any(String) });
    expect(annotations?.['runbook_url']).toBe(`docs/operations/runbooks/${alert}.md`);
  }
  expect(existsSync(`${folder}${alert}.md`)).toBe(true);
});

test.each(alerts)('the page of %s has what whoever is called needs', (alert) => {
  const page = readFileSync(`${folder}${alert}.md`, 'utf8');
  const headings = [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual([alert, 'Meaning', 'Impact', 'Diagnosis', 'Mitigation', 'Verify']);
  const queries = fenced(page, 'promql').flatMap((text) => text.trim().split('\n'));
  expect(queries.length).toBeGreaterThan(0);
  for (const query of queries)
    for (const name of selected(query))
      expect(['up', 'ALERTS', ...recorded].includes(name) || /^(notes|http|nodejs|process)_/.test(name)).toBe(true);
  expect(fenced(page.slice(page.indexOf('## Verify')), '(?:promql|sh)').length).toBeGreaterThan(0);
});

test('no page is left of an alert that there is not', () => {
  const pages = readdirSync(folder).filter((name) => name !== 'README.md');
  expect(pages.map((name) => name.replace('.md', '')).sort()).toEqual(alerts.toSorted());
});

test.each(alerts)('it is tried that %s does not fire, fires, and is over again', (alert) => {
  const cases = [...causeCases, ...burnCases].filter((one) => one.alert === alert);
  const full = cases.filter(({ at }) => {
    const states = Object.values(at).map((expected) => expected.length > 0);
    return JSON.stringify(states) === '[false,true,false]';
  });
  expect(full.length).toBeGreaterThan(0);
});
