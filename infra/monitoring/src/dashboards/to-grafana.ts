import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { BigValueTextMode } from '@grafana/grafana-foundation-sdk/common';
import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  DatasourceVariableBuilder,
  type Dashboard as GrafanaDashboard,
  type Panel as GrafanaPanel,
  QueryVariableBuilder,
  RowBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  VariableRefresh,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimelineBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { type Dashboard, type Panel, type Query, withMatchers } from './dashboard.ts';

const datasource = { type: 'prometheus', uid: '$datasource' };
const defaultWidth = 8;
const height = 7;

/** The dashboard as Grafana imports it: JSON that is the same for the same source. */
export function toGrafana({ uid, title, description, rows }: Dashboard): GrafanaDashboard {
  const builder = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(['notes'])
    .time({ from: 'now-1h', to: 'now' })
    .refresh('15s')
    .tooltip(DashboardCursorSync.Crosshair)
    .withVariable(new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'))
    .withVariable(variable('namespace', 'label_values(notes_ready, namespace)'))
    .withVariable(variable('job', 'label_values(notes_ready{namespace=~"$namespace"}, job)'))
    .withVariable(variable('instance', 'label_values(notes_ready{namespace=~"$namespace",job=~"$job"}, instance)'))
    .annotation(
      new AnnotationQueryBuilder()
        .name('New software')
        .datasource(datasource)
        .enable(true)
        .iconColor('blue')
        .expr(
          'count by (component, version, commit) (notes_build_info{namespace=~"$namespace"} unless notes_build_info offset 1m)',
        ),
    );
  let id = 0;
  for (const row of rows) {
    builder.withRow(new RowBuilder(row.title).id(++id));
    for (const panel of row.panels) builder.withPanel(panelOf(panel, ++id));
  }
  return builder.build();
}

/** Everything by default, also what has no such label. */
const variable = (name: string, query: string): QueryVariableBuilder =>
  new QueryVariableBuilder(name)
    .datasource(datasource)
    .query(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: 'All', value: '$__all' });

function panelOf(panel: Panel, id: number): Builder<GrafanaPanel> {
  const { title, description, unit, width = defaultWidth } = panel;
  const builder = builderOf(panel)
    .id(id)
    .title(title)
    .description(description)
    .unit(unit)
    .datasource(datasource)
    .thresholds(thresholdsOf(panel))
    .height(height)
    .span(width);
  for (const [index, query] of panel.queries.entries()) builder.withTarget(targetOf(panel, query, index));
  return builder;
}

type AnyBuilder = TimeseriesBuilder | StatBuilder | TableBuilder | TimelineBuilder;

function builderOf({ kind = 'timeseries' }: Panel): AnyBuilder {
  if (kind === 'stat') return new StatBuilder().textMode(BigValueTextMode.ValueAndName);
  if (kind === 'table') return new TableBuilder();
  if (kind === 'statetimeline') return new TimelineBuilder().min(0);
  return new TimeseriesBuilder().min(0).fillOpacity(5);
}

function targetOf({ kind }: Panel, [expr, legend]: Query, index: number): DataqueryBuilder {
  const target = new DataqueryBuilder()
    .datasource(datasource)
    .expr(withMatchers(expr))
    .legendFormat(legend)
    .refId(String.fromCharCode('A'.charCodeAt(0) + index));
  if (kind === 'table') return target.instant().format(PromQueryFormat.Table);
  return kind === 'stat' ? target.instant() : target.range();
}

function thresholdsOf({ bad, badBelow }: Panel): ThresholdsConfigBuilder {
  const steps =
    badBelow === undefined
      ? [{ value: null, color: 'green' }, ...(bad === undefined ? [] : [{ value: bad, color: 'red' }])]
      : [
          { value: null, color: 'red' },
          { value: badBelow, color: 'green' },
        ];
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps);
}
