import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { buildText, version } from '../telemetry/create-telemetry.ts';

test('is that of every package', () => {
  const lock = readFileSync(new URL('../../../../package-lock.json', import.meta.url), 'utf8');
  const { packages } = JSON.parse(lock) as { packages: Record<string, { version?: string }> };
  const ours = Object.entries(packages).filter(([folder]) => !folder.includes('node_modules'));
  expect(ours.length).toBeGreaterThan(10);
  for (const [folder, manifest] of ours) expect({ folder, version: manifest.version }).toEqual({ folder, version });
});

test('names the commit where it is known', () => {
  expect([buildText(undefined), buildText('bed81a1')]).toEqual([version, `${version}+bed81a1`]);
});
