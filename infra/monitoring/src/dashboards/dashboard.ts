/** A query, and what its series are called: labels in double braces, as Grafana has it. */
export type Query = readonly [expr: string, legend: string];

/**
 * One panel. In a query, `%` stands for the matchers of the variables of the dashboard, as in `notes_ready{%}`, and `%n` for that of the
 * namespace alone, for what rules have summed up.
 */
export type Panel = {
  readonly title: string;
  /** What it shows, and what to make of it. */
  readonly description: string;
  /** One of Grafana's names of units. */
  readonly unit: 's' | 'reqps' | 'ops' | 'cps' | 'percentunit' | 'bytes' | 'short' | 'none';
  readonly kind?: 'timeseries' | 'stat' | 'statetimeline' | 'table';
  readonly queries: readonly Query[];
  /** Of the 24 columns; 8 by default. */
  readonly width?: number;
  /** From where on a value is bad; with `badBelow`, below it. */
  readonly bad?: number;
  readonly badBelow?: number;
};

type Row = { readonly title: string; readonly panels: readonly Panel[] };

export type Dashboard = {
  /** Of its address and of its file. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly rows: readonly Row[];
};

/** The matchers of the variables that every dashboard has. */
const matchers = 'namespace=~"$namespace",job=~"$job",instance=~"$instance"';

/** The query as Grafana sends it but for its variables. */
export const withMatchers = (expr: string): string =>
  expr.replaceAll('%n', 'namespace=~"$namespace"').replaceAll('%', matchers);

/** The quantile of a histogram, by the labels. */
export const quantile = (q: number, histogram: string, by = '', more = ''): string => {
  const labels = by === '' ? 'le' : `le, ${by}`;
  const matched = more === '' ? '%' : `%,${more}`;
  return `histogram_quantile(${q}, sum by (${labels}) (rate(${histogram}_bucket{${matched}}[$__rate_interval])))`;
};

/** Events a second, by the labels. */
export const perSecond = (counter: string, by = '', more = ''): string =>
  `sum by (${by}) (rate(${counter}{${more === '' ? '%' : `%,${more}`}}[$__rate_interval]))`;
