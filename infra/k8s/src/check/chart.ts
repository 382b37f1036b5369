import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { insist, run } from './run.ts';
import { helm, kubectl } from './tools.ts';

const folder = fileURLToPath(new URL('../../', import.meta.url));
const chart = join(folder, 'notes');

/** The sets of values that are rendered, by the names of their files. */
export const variants = readdirSync(join(chart, 'ci')).filter((name) => name.endsWith('-values.yaml'));
const valuesOf = (variant: string) => ['--values', join(chart, 'ci', variant)];

/** The YAML of a release called notes, of one version of Kubernetes. Rejects with Helm's message. */
export const render = (variant: string, version: string): Promise<string> =>
  insist(helm, [
    ...['template', 'notes', chart, '--namespace', 'notes', '--kube-version', `${version}.0`],
    ...valuesOf(variant),
  ]);

/** What Helm says to values that are refused, beside the defaults. */
export async function refusal(...set: readonly string[]): Promise<string> {
  const { ok, err } = await run(helm, ['template', 'notes', chart, ...set.flatMap((value) => ['--set', value])]);
  return ok ? '' : err;
}

/** What `helm lint` says, with warnings as errors. Rejects if it finds one. */
export const lint = (variant: string): Promise<string> =>
  insist(helm, ['lint', chart, '--strict', '--quiet', ...valuesOf(variant)]);

/** The YAML of an overlay of the platform. */
export const kustomize = (overlay: string): Promise<string> =>
  insist(kubectl, ['kustomize', join(folder, 'platform/overlays', overlay)]);

/** As much of an object as the checks look at. */
export type Rendered = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: {
    readonly template: { readonly metadata: { readonly labels: Record<string, string> }; readonly spec: PodSpec };
    readonly selector: { readonly matchLabels: Record<string, string> };
  };
};

type PodSpec = {
  readonly automountServiceAccountToken: boolean;
  readonly securityContext: object;
  readonly terminationGracePeriodSeconds: number;
  readonly containers: readonly Container[];
};

type Container = {
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[];
  readonly lifecycle?: { readonly preStop: { readonly sleep: { readonly seconds: number } } };
  readonly resources: {
    readonly requests: { readonly memory: string };
    readonly limits: { readonly memory: string; readonly cpu?: string };
  };
  readonly securityContext: object;
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
};

type Probe = { readonly httpGet: { readonly path: string; readonly port: string } };

export const objectsIn = (yaml: string): Rendered[] =>
  parseAllDocuments(yaml)
    .map((document) => document.toJS() as Rendered | null)
    .filter((object) => object !== null);
