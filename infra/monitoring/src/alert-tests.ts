import type { AlertCase } from './cases/alert-case.ts';

/** Cases as tests for promtool, as JSON, which is YAML. `rules` are the files of the rules, `interval` is between two values of a series. */
export function alertTests(rules: readonly string[], cases: readonly AlertCase[], interval: string): string {
  return JSON.stringify({
    rule_files: rules,
    evaluation_interval: interval,
    tests: cases.map(({ alert, series, at }) => ({
      name: alert,
      interval,
      input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
      promql_expr_test: Object.entries(at).map(([time, expected]) => testAt(alert, time, expected)),
    })),
  });
}

type Labels = Readonly<Record<string, string>>;

/** By ALERTS and not by promtool's own test of alerts, which wants all annotations repeated. */
function testAt(alert: string, time: string, expected: readonly Labels[]) {
  const labels = [...new Set(expected.flatMap((each) => Object.keys(each)))];
  return {
    expr: `count by (${labels.join(', ')}) (ALERTS{alertname="${alert}",alertstate="firing"})`,
    eval_time: time,
    exp_samples: expected.map((each) => ({ labels: selector(each), value: 1 })),
  };
}

const selector = (labels: Labels): string =>
  `{${Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(', ')}}`;
