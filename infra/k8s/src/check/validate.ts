import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './run.ts';
import { kubeconform, schemaFolder } from './tools.ts';

/**
 * What kubeconform finds wrong in a stream of YAML for one version of Kubernetes, as lines; none if all is well. A kind without a schema
 * is wrong unless it is among `skipped`.
 */
export async function mistakesIn(yaml: string, version: string, skipped: readonly string[] = []): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'notes-k8s-'));
  const file = join(folder, 'objects.yaml');
  writeFileSync(file, yaml);
  const locations = [
    join(schemaFolder, version, '{{.ResourceKind}}{{.KindSuffix}}.json'),
    join(schemaFolder, 'custom', '{{.Group}}_{{.ResourceKind}}_{{.ResourceAPIVersion}}.json'),
  ];
  const skip = skipped.length === 0 ? [] : ['-skip', skipped.join(',')];
  const args = ['-strict', '-output', 'json', ...locations.flatMap((place) => ['-schema-location', place]), ...skip];
  try {
    const { out, err } = await run(kubeconform, [...args, file]);
    const { resources = [] } = JSON.parse(out || '{}') as { resources?: { kind: string; name: string; msg: string }[] };
    const found = resources.map(({ kind, name, msg }) => `${kind} ${name}: ${msg}`);
    return out === '' ? [err] : found;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
