import { readdirSync, readFileSync } from 'node:fs';
import { settingsFor } from '@notes/log';
import { version } from '@notes/service';
import { expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';

// The chart and the platform are two releases that know each other by names alone.

type Labels = Readonly<Record<string, string>>;
type PlatformObject = {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Labels };
  readonly spec: {
    readonly partitions: number;
    readonly replicas: number;
    readonly config: Readonly<Record<string, unknown>>;
    readonly bootstrap: { readonly initdb: { readonly database: string } };
    readonly kafka: {
      readonly listeners: readonly {
        readonly port: number;
        readonly tls: boolean;
        readonly authentication: { readonly type: string };
      }[];
    };
    readonly authorization: {
      readonly acls: readonly { readonly resource: { readonly type: string; readonly name: string } }[];
    };
    readonly ports: readonly { readonly port: number }[];
    readonly template: { readonly metadata: { readonly labels: Labels } };
  };
};

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const base = '../platform/base/';
const objects = readdirSync(new URL(base, import.meta.url))
  .filter((file) => file !== 'kustomization.yaml')
  .flatMap((file) => parseAllDocuments(read(base + file)).map((document) => document.toJS() as PlatformObject));

function platform(kind: string, name?: string): PlatformObject {
  const found = objects.find((object) => object.kind === kind && (name === undefined || object.metadata.name === name));
  if (found === undefined) throw new Error(`the platform has no ${kind} ${name ?? ''}`);
  return found;
}

const values = parse(read('../notes/values.yaml'));

test('the chart finds the Kafka of the platform, and logs in to it', () => {
  const { metadata, spec } = platform('Kafka');
  const [listener] = spec.kafka.listeners;
  // Strimzi's names: a Service and a Secret of each cluster, a Secret of each user.
  expect(values.kafka).toMatchObject({
    brokers: `${metadata.name}-kafka-bootstrap:${listener?.port}`,
    tls: listener?.tls,
    ca: { existingSecret: `${metadata.name}-cluster-ca-cert` },
    sasl: { mechanism: listener?.authentication.type, existingSecret: platform('KafkaUser').metadata.name },
  });
  expect(values.kafka.sasl.username).toBe(platform('KafkaUser').metadata.name);
  expect(values.networkPolicy.kafka).toEqual({
    port: listener?.port,
    to: [{ podSelector: { matchLabels: { 'strimzi.io/name': `${metadata.name}-kafka` } } }],
  });
});

test('the topic is what the set-up of the command line would create', () => {
  const { metadata, spec } = platform('KafkaTopic');
  const { topic, partitions, replication } = values.kafka;
  expect({ topic, partitions, replication }).toEqual({
    topic: metadata.name,
    partitions: spec.partitions,
    replication: spec.replicas,
  });
  expect(Object.entries(spec.config).map(([name, value]) => ({ name, value: String(value) }))).toEqual(
    expect.arrayContaining(settingsFor(spec.replicas)),
  );
});

test('the user of Kafka may use the topic and the group of the projector', () => {
  const resources = platform('KafkaUser').spec.authorization.acls.map(
    ({ resource }) => `${resource.type} ${resource.name}`,
  );
  const { topic } = values.kafka;
  expect(resources).toEqual([`topic ${topic}`, `group notes.projector.${topic}`]);
});

test('the chart finds the Postgres and the Redis of the platform', () => {
  const cluster = platform('Cluster').metadata.name;
  expect(values.database.existingSecret).toBe(`${cluster}-app`);
  expect(values.networkPolicy.postgres.to).toEqual([{ podSelector: { matchLabels: { 'cnpg.io/cluster': cluster } } }]);
  const redis = platform('Service');
  expect(values.redis.url).toBe(`redis://${redis.metadata.name}:${redis.spec.ports[0]?.port}`);
  expect(values.networkPolicy.redis.to).toEqual([
    { podSelector: { matchLabels: platform('Deployment').spec.template.metadata.labels } },
  ]);
});

test('the chart deploys the version that it comes with', () => {
  expect(parse(read('../notes/Chart.yaml')).appVersion).toBe(version);
});
