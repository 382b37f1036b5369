export { metricsAskedFor, selected } from './asked-for.ts';
export { allDashboards } from './dashboards/all-dashboards.ts';
export { type Dashboard, type Panel, withMatchers } from './dashboards/dashboard.ts';
export { findPrometheus, type PrometheusPrograms } from './prometheus.ts';
export { ruleFiles } from './rule-files.ts';
