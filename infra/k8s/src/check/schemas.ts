import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

type Schema = { readonly [key: string]: unknown };

type Definition = {
  readonly kind: string;
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly served: boolean;
      readonly schema: { readonly openAPIV3Schema: Schema };
    }[];
  };
};

/** Writes a JSON schema for each served version of each CustomResourceDefinition in these folders; returns the kinds. */
export function writeCustomSchemas(folders: readonly string[], target: string): string[] {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const kinds: string[] = [];
  for (const folder of folders)
    for (const file of readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)))
      for (const document of parseAllDocuments(readFileSync(join(folder, file), 'utf8'))) {
        const definition = document.toJS() as Definition | null;
        if (definition?.kind !== 'CustomResourceDefinition') continue;
        const { group, names, versions } = definition.spec;
        kinds.push(`${group}/${names.kind}`);
        for (const { name, schema } of versions.filter(({ served }) => served)) {
          const path = join(target, `${group}_${names.kind.toLowerCase()}_${name}.json`);
          writeFileSync(path, JSON.stringify(strict(schema.openAPIV3Schema)));
        }
      }
  return kinds;
}

/**
 * A schema of a CustomResourceDefinition as a JSON schema that refuses what it does not name, which the API server drops
 * silently. Parts of `oneOf` and its like only narrow what stands beside them, and stay open.
 */
function strict(schema: Schema): Schema {
  const { properties, items, additionalProperties, ...rest } = schema;
  if (rest['x-kubernetes-int-or-string'] === true) return { anyOf: [{ type: 'integer' }, { type: 'string' }] };
  const open = rest['x-kubernetes-preserve-unknown-fields'] === true || additionalProperties !== undefined;
  const type = rest['nullable'] === true && typeof rest['type'] === 'string' ? [rest['type'], 'null'] : rest['type'];
  return {
    ...rest,
    ...(type === undefined ? {} : { type }),
    ...(isSchema(items) ? { items: strict(items) } : {}),
    ...(isSchema(additionalProperties) ? { additionalProperties: strict(additionalProperties) } : {}),
    ...(isSchema(properties) ? { properties: mapValues(properties, strict) } : {}),
    ...(isSchema(properties) && !open ? { additionalProperties: false } : {}),
  };
}

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null;
const mapValues = (object: Schema, map: (value: Schema) => unknown): Schema =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value as Schema)]));

/** Kinds of Kubernetes itself, as their files are called. */
const nativeKinds = [
  'configmap-v1',
  'deployment-apps-v1',
  'horizontalpodautoscaler-autoscaling-v2',
  'ingress-networking-v1',
  'job-batch-v1',
  'networkpolicy-networking-v1',
  'poddisruptionbudget-policy-v1',
  'service-v1',
];

const elsewhere = '/api/_definitions.json#/$defs/';

/**
 * Writes the schemas of the kinds that are used, for one version of Kubernetes (1.36). Each gets the definitions that it
 * refers to, since a reference out of the file counts as a missing schema.
 */
export function writeNativeSchemas(source: string, version: string, target: string): void {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const folder = join(source, `v${version}.0-local-strict`);
  const read = (name: string) => readFileSync(join(folder, name), 'utf8').replaceAll(elsewhere, '#/$defs/');
  const definitions = (JSON.parse(read('_definitions.json')) as { $defs: Record<string, unknown> }).$defs;
  for (const kind of nativeKinds) {
    const schema = JSON.parse(read(`${kind}.json`)) as Schema;
    writeFileSync(join(target, `${kind}.json`), JSON.stringify({ ...schema, $defs: reached(schema, definitions) }));
  }
}

function reached(schema: unknown, definitions: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  const waiting = [schema];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
    for (const [, name = ''] of JSON.stringify(next).matchAll(/"#\/\$defs\/([^"]+)"/g)) {
      if (Object.hasOwn(found, name)) continue;
      found[name] = definitions[name];
      waiting.push(definitions[name]);
    }
  return found;
}
