import type { Note } from '@notes/contracts';

/** The note that the documentation shows. */
export const exampleNote: Note = {
  id: '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60',
  title: 'Buy milk',
  description: 'Two litres, the blue one.',
  priority: 1,
  created_by: 'ada',
  created_at: '2026-01-31T12:00:00.000Z',
  updated_at: '2026-01-31T12:05:00.000Z',
  version: 2,
};
