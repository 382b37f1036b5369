import { type Reads, registerReads, statsRoute } from '@notes/reading';
import type { HttpApp } from '@notes/service';
import { readableSamples, sampleStats } from './sample-source.ts';

/** All reads of samples. */
export function registerSampleReads(app: HttpApp, parts: Omit<Reads, 'byId'>): void {
  statsRoute(app, sampleStats, parts);
  registerReads(app, readableSamples, parts);
}
