export { createProjector } from './create-projector.ts';
export { authorsTable, countLive, daysTable, projectionsOf, totalsTable } from './domain/counts.ts';
export {
  type Projected,
  type Projection,
  type ProjectionOf,
  type ReadModel,
  readModelOf,
} from './domain/projection.ts';
export type { Table } from './domain/table.ts';
