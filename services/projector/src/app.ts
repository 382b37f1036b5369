import { noteReadModel } from '@notes/feature-notes/project';
import { createProjector } from '@notes/projecting';
import { defineService, processSettings } from '@notes/service';

const name = 'projector';

/** Puts the projector together. */
export const projectorService = defineService({
  name,
  title: 'Notes: projector',
  description: 'Health and metrics of the process that brings the log into the database.',
  settings: processSettings.projector,
  create: (config, { logger, metrics, readiness, tracer }) => ({
    resources: createProjector(config, { name, readModel: noteReadModel, logger, metrics, readiness, tracer }),
  }),
});
