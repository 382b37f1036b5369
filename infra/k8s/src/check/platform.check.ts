import { expect, inject, test } from 'vitest';
import { kustomize, objectsIn } from './chart.ts';
import { kubernetesVersions } from './prepare.ts';
import { mistakesIn } from './validate.ts';

/** Kinds whose definitions are in no package registry. They are checked where NOTES_CRDS names a folder that has them. */
const elsewhere = [
  'postgresql.cnpg.io/Cluster',
  'postgresql.cnpg.io/ScheduledBackup',
  'barmancloud.cnpg.io/ObjectStore',
];
const unchecked = elsewhere.filter((kind) => !inject('customKinds').includes(kind));
const skipped = unchecked.map((kind) => kind.replace(/.*\//, ''));

test.each(['trial', 'production'])('the overlay %s is valid, strictly', async (overlay) => {
  const yaml = await kustomize(overlay);
  for (const version of kubernetesVersions) expect(await mistakesIn(yaml, version, skipped)).toEqual([]);
  for (const { metadata } of objectsIn(yaml)) expect(metadata.namespace).toBe('notes');
});

test('an old API of Strimzi is found', async () => {
  const yaml = (await kustomize('production')).replaceAll('kafka.strimzi.io/v1', 'kafka.strimzi.io/v1beta2');
  expect(await mistakesIn(yaml, '1.36', skipped)).toHaveLength(5);
});

test.runIf(unchecked.length > 0)(
  `not checked, for NOTES_CRDS names no folder with them: ${unchecked.join(', ')}`,
  () => {
    expect(elsewhere).toEqual(expect.arrayContaining(unchecked));
  },
);
