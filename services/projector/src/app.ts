import { noteProjected } from '@notes/features/notes/project';
import { taskProjected } from '@notes/features/tasks/project';
import { claim } from '@notes/kernel/claims';
import { createProjector, readModelOf } from '@notes/projecting';
import { defineService, processSettings } from '@notes/service';

const name = 'projector';
const readModel = readModelOf(noteProjected, taskProjected, { aggregate: claim, projections: [] });

/** Puts the projector together. */
export const projectorService = defineService({
  name,
  title: 'Notes: projector',
  description: 'Health and metrics of the process that brings the log into the database.',
  settings: processSettings.projector,
  create: (config, { logger, metrics, readiness, tracer }) => ({
    resources: createProjector(config, {
      name,
      readModel,
      logger,
      metrics,
      readiness,
      tracer,
    }),
  }),
});
