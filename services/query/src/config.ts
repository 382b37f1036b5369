import { processSettings } from '@notes/service';
import { type Static, Type } from 'typebox';

/** Everything that the query service reads. Kafka is asked for the ends of the log only, for `/v1/status`; Redis holds the rate limits. */
export const QueryConfig = Type.Object(processSettings.query);
export type QueryConfig = Static<typeof QueryConfig>;
