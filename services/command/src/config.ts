import { processSettings } from '@notes/service';
import { type Static, Type } from 'typebox';

/** Everything that the command service reads from its environment. */
export const CommandConfig = Type.Object(processSettings.command);
export type CommandConfig = Static<typeof CommandConfig>;
