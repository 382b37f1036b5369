import { expect, test } from 'vitest';
import { artifactFileName, kafkaArtifacts, mavenPom } from './ensure-artifacts.ts';

test('asks Maven for each artifact and for nothing that it depends on', () => {
  const pom = mavenPom([{ coordinate: 'org.slf4j:slf4j-api:1.7.36' }]);
  expect(pom).toContain('<groupId>org.slf4j</groupId><artifactId>slf4j-api</artifactId><version>1.7.36</version>');
  expect(pom).toContain('<exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion>');
});

test('pins every jar of Kafka once, by a whole checksum', () => {
  expect(new Set(kafkaArtifacts.map(artifactFileName)).size).toBe(kafkaArtifacts.length);
  for (const { sha256 } of kafkaArtifacts) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
});
