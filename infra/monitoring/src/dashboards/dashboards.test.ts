import { parser } from '@prometheus-io/lezer-promql';
import { expect, test } from 'vitest';
import { ruleFiles } from '../rule-files.ts';
import { allDashboards } from './all-dashboards.ts';
import { withMatchers } from './dashboard.ts';
import { toGrafana } from './to-grafana.ts';

const panels = allDashboards.flatMap(({ uid, rows }) =>
  rows.flatMap((row) => row.panels.map((panel) => [`${uid}: ${panel.title}`, panel] as const)),
);

/** What is not PromQL in it, with the variables of Grafana filled in. */
function mistakes(expr: string): readonly string[] {
  const text = expr.replaceAll('$__rate_interval', '1m');
  const found: string[] = [];
  parser.parse(text).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) found.push(`${text.slice(Math.max(0, from - 20), to + 20)} at ${from}`);
    },
  });
  return found;
}

test('what is no PromQL is noticed', () => {
  expect(mistakes('sum by (a) (rate(b[$__rate_interval])')).not.toEqual([]);
  expect(mistakes('rate(b[$__rate_interval)')).not.toEqual([]);
  expect(mistakes('sum by (a) (rate(b{c="d"}[$__rate_interval]))')).toEqual([]);
});

test.each(panels)('%s', (_, { title, description, unit, queries, width = 8 }) => {
  expect(title).toMatch(/^[A-Z]/);
  expect(description).toMatch(/^\S.{14,}[.:`]$/s);
  expect(unit).not.toBe('');
  expect(24 % width === 0 || width === 16).toBe(true);
  expect(queries.length).toBeGreaterThan(0);
  for (const [expr, legend] of queries) {
    expect(mistakes(withMatchers(expr))).toEqual([]);
    expect(legend).not.toBe('');
    // Whatever is selected is selected by the variables.
    const selectors = [...withMatchers(expr).matchAll(/\{([^{}]*)\}/g)].map(([, inside = '']) => inside);
    expect(selectors.length).toBeGreaterThan(0);
    for (const inside of selectors) expect(inside).toContain('namespace=~"$namespace"');
    // A fixed range would be empty, or hide what happens, as soon as the scrape interval is another.
    for (const [, range = ''] of expr.matchAll(/rate\([^[]*\[([^\]]+)\]/g))
      expect(['$__rate_interval', '1m', '1h']).toContain(range);
  }
});

test.each(allDashboards.map((one) => [one.uid, one] as const))(
  '%s is imported as it stands in the repository',
  async (uid, dashboard) => {
    const built = toGrafana(dashboard);
    await expect(`${JSON.stringify(built, undefined, 2)}\n`).toMatchFileSnapshot(`../../dashboards/${uid}.json`);
    const names = built.templating?.list?.map(({ name }) => name);
    expect(names).toEqual(['datasource', 'namespace', 'job', 'instance']);
    expect(JSON.stringify(built)).not.toContain('undefined');
    const ids = (built.panels ?? []).map(({ id }) => id).filter((id) => id !== undefined);
    expect(new Set(ids).size).toBe(ids.length);
  },
);

test('no two dashboards share an address, and no two panels of one a title within a row', () => {
  expect(new Set(allDashboards.map(({ uid }) => uid)).size).toBe(allDashboards.length);
  for (const { rows } of allDashboards)
    for (const row of rows) expect(new Set(row.panels.map(({ title }) => title)).size).toBe(row.panels.length);
});

test('every rule is PromQL', () => {
  for (const { expr } of ruleFiles().flatMap(({ rules }) => rules)) expect(mistakes(expr)).toEqual([]);
});
