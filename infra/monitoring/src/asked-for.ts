import { parser } from '@prometheus-io/lezer-promql';
import { allDashboards } from './dashboards/all-dashboards.ts';
import { withMatchers } from './dashboards/dashboard.ts';
import { ruleFiles } from './rule-files.ts';

/** The names of all that a query selects. */
export function selected(expr: string): readonly string[] {
  const text = expr.replaceAll('$__rate_interval', '1m');
  const names = new Set<string>();
  parser.parse(text).iterate({
    enter: ({ name, from, to }) => {
      if (name === 'Identifier' && text[from - 1] !== '"') names.add(text.slice(from, to));
    },
  });
  return [...names];
}

/** The metrics that rules, dashboards and runbooks ask services for, each with where it is asked for. */
export function metricsAskedFor(): ReadonlyMap<string, string> {
  const rules = ruleFiles().flatMap(({ rules }) => rules);
  const recorded = new Set(rules.map(({ record }) => record));
  const queries = [
    ...rules.map(({ alert, record, expr }) => [alert ?? record ?? '', expr] as const),
    ...allDashboards.flatMap(({ uid, rows }) =>
      rows.flatMap(({ panels }) =>
        panels.flatMap(({ title, queries }) =>
          queries.map(([expr]) => [`${uid}: ${title}`, withMatchers(expr)] as const),
        ),
      ),
    ),
  ];
  const found = new Map<string, string>();
  for (const [where, expr] of queries)
    for (const name of selected(expr))
      if (name !== 'ALERTS' && name !== 'up' && !recorded.has(name)) found.set(name, where);
  return found;
}
