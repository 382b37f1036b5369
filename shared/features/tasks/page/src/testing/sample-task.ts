import type { AnyTask } from '../content.ts';
import { emptyContent } from '../content.ts';

/** A task with a short id. */
export const sampleTask = (id: string, members: Partial<AnyTask> = {}): AnyTask => ({
  ...emptyContent,
  id,
  title: `Title ${id}`,
  created_by: 'ada',
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
  version: 1,
  ...members,
});
