import type { Artifact } from './ensure-artifacts.ts';
import sums from './kafka-artifacts.json' with { type: 'json' };

export const kafkaVersion = '4.1.2';

/**
 * The broker's whole class path: Kafka, every library its pom asks for at run time, and a logging backend that needs no
 * configuration file. The list is closed: nothing is resolved on the user's machine, so what runs is what was tested.
 */
export const kafkaArtifacts: readonly Artifact[] = Object.entries(sums).map(([coordinate, sha256]) => ({
  coordinate,
  sha256,
}));
