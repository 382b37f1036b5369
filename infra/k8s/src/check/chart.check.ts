import { readdirSync } from 'node:fs';
import { processSettings } from '@notes/service';
import { describe, expect, test } from 'vitest';
import { lint, objectsIn, type Rendered, refusal, render, variants } from './chart.ts';
import { kubernetesVersions } from './prepare.ts';
import { mistakesIn } from './validate.ts';

type Process = keyof typeof processSettings;
const settingsOf = (name: string): readonly string[] => Object.keys(processSettings[name as Process]);
const withPods = (objects: readonly Rendered[]) =>
  objects.filter(({ kind }) => kind === 'Deployment' || kind === 'Job');
const processOf = ({ metadata }: Rendered) => metadata.name.replace(/^notes-/, '');
const containerOf = ({ spec }: Rendered) => {
  const [container] = spec.template.spec.containers;
  if (container === undefined) throw new Error('there is no container');
  return container;
};

describe.each(variants)('%s', (variant) => {
  test.each(kubernetesVersions)('is valid for Kubernetes %s, strictly', async (version) => {
    expect(await mistakesIn(await render(variant, version), version)).toEqual([]);
  });

  test('passes the linter', async () => {
    expect(await lint(variant)).not.toMatch(/\[(?:WARNING|ERROR)\]/);
  });

  test('sets no variable that the process does not read, and none twice', async () => {
    for (const object of withPods(objectsIn(await render(variant, '1.36')))) {
      const names = containerOf(object).env.map(({ name }) => name);
      const known = new Set([...settingsOf(processOf(object)), 'NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS', 'POD_NAME']);
      expect(names.filter((name) => !known.has(name))).toEqual([]);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  test('has every pod restricted, and secrets only by reference', async () => {
    for (const object of withPods(objectsIn(await render(variant, '1.36')))) {
      const { spec } = object.spec.template;
      expect(spec).toMatchObject({
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: { runAsNonRoot: true, runAsUser: 65_532, seccompProfile: { type: 'RuntimeDefault' } },
      });
      const { securityContext, resources, env } = containerOf(object);
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(resources.limits).toEqual({ memory: resources.requests.memory });
      for (const { name, value } of env)
        if (/PASSWORD|SECRET|DATABASE_URL|DSN|HEADERS/.test(name)) expect(value).toBe(undefined);
    }
  });

  test('has probes on a port of their own, and time to drain', async () => {
    const deployments = objectsIn(await render(variant, '1.36')).filter(({ kind }) => kind === 'Deployment');
    expect(deployments).toHaveLength(4);
    for (const deployment of deployments) {
      const container = containerOf(deployment);
      expect(container.livenessProbe?.httpGet).toEqual({ path: '/livez', port: 'admin' });
      expect(container.startupProbe?.httpGet).toEqual({ path: '/livez', port: 'admin' });
      expect(container.readinessProbe?.httpGet).toEqual({ path: '/readyz', port: 'admin' });
      const delayMs = Number(container.env.find(({ name }) => name === 'STOP_DELAY_MS')?.value ?? 0);
      const before = container.lifecycle?.preStop.sleep.seconds ?? 0;
      // A process stops within ten seconds of its delay.
      expect(deployment.spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(before + delayMs / 1000 + 10);
      expect(deployment.spec.template.metadata.labels).toMatchObject(deployment.spec.selector.matchLabels);
    }
  });
});

test('alerts and dashboards are those of infra/monitoring', async () => {
  const objects = objectsIn(await render('everything-values.yaml', '1.36'));
  const count = (kind: string) => objects.filter((object) => object.kind === kind).length;
  const filesOf = (folder: string) => readdirSync(new URL(`../../../monitoring/${folder}`, import.meta.url)).length;
  expect([count('PrometheusRule'), count('ConfigMap')]).toEqual([filesOf('rules'), filesOf('dashboards')]);
});

test('what is misspelt is found', async () => {
  const yaml = await render('platform-values.yaml', '1.36');
  expect(await mistakesIn(yaml.replace('minReadySeconds:', 'minReadySecond:'), '1.36')).toEqual([
    expect.stringContaining('minReadySecond'),
  ]);
  expect(await mistakesIn(yaml.replace('jobLabel:', 'jobLable:'), '1.36')).toEqual([
    expect.stringContaining('jobLable'),
  ]);
});

const key = 'auth.jwksUrl=https://id.example.org/jwks';

test.each([
  [[], 'set auth.jwksUrl or auth.jwtSecret.existingSecret, or auth.mode: "off"'],
  [[key, 'auth.mode=off'], 'mode "off" contradicts a key'],
  [[key, 'auth.jwtSecret.existingSecret=tokens'], 'not both'],
  [[key, 'gateway.replicas=0'], "'/gateway/replicas': minimum"],
  [[key, 'gateway.replica=2'], "additional properties 'replica' not allowed"],
  [[key, 'database.existingSecret='], "'/database/existingSecret'"],
  [[key, 'database.pool.max=2'], "'/database/pool/max': minimum"],
  [[key, 'kafka.sasl.username='], 'a mechanism needs username and existingSecret'],
  [[key, 'kafka.tls=false'], 'kafka.ca: is of no use without kafka.tls'],
  [[key, 'projector.replicas=13'], '13 pods for 12 partitions'],
  [[key, 'projector.autoscaling.enabled=true'], 'set prometheusUrl'],
  [[key, 'command.windowMB=900'], 'set at least 1284'],
  [[key, 'query.autoscaling.enabled=true', 'query.autoscaling.maxReplicas=1'], 'maxReplicas is less than minReplicas'],
  [[key, 'httpRoute.enabled=true'], 'set parentRefs'],
  [[key, 'ingress.enabled=true'], 'ingress: set host'],
] as const)('%j is refused with words', async (set, message) => {
  expect(await refusal(...set)).toContain(message);
});
