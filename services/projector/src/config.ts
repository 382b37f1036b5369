import { processSettings } from '@notes/service';
import { type Static, Type } from 'typebox';

/** Everything that the projector reads from its environment. */
export const ProjectorConfig = Type.Object(processSettings.projector);
export type ProjectorConfig = Static<typeof ProjectorConfig>;
