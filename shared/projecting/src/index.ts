export { createProjector } from './create-projector.ts';
export type { Projection, ProjectionOf, ReadModel } from './domain/projection.ts';
export type { Table } from './domain/table.ts';
