export { createProjector } from './create-projector.ts';
export {
  type Projected,
  type Projection,
  type ProjectionOf,
  type ReadModel,
  readModelOf,
} from './domain/projection.ts';
export type { Table } from './domain/table.ts';
