export { createProjector } from './create-projector.ts';
export type { Projection, ProjectionOf, ReadModel } from './projection.ts';
export type { Table } from './table.ts';
