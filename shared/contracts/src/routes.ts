import { type Static, Type } from 'typebox';
import { Count, Nullable } from './members.ts';

/** An operation of the API, and which service answers it. Parameters of the path stand in braces, as in OpenAPI. */
export type Route = {
  readonly service: 'command' | 'query';
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
};

/** How far the read model is, whatever is read from it. */
export const statusRoute: Route = { service: 'query', method: 'GET', path: '/v1/status' };

const nullableCount = (description: string, example: number) => Nullable(Count(description, example));

const PartitionStatus = Type.Object(
  {
    partition: Type.Integer({ format: 'int32', minimum: 0, description: 'Number of the partition.', examples: [0] }),
    position: Type.Integer({
      format: 'int64',
      minimum: -1,
      description: 'Offset of the last record applied; -1: none yet.',
      examples: [1204],
    }),
    end: nullableCount(
      'Offset that the next record will get, at most a second old; null while Kafka cannot be asked.',
      1206,
    ),
    lag: nullableCount('Records not yet applied; null while Kafka cannot be asked.', 1),
  },
  { $id: 'PartitionStatus' },
);

/** How far the read model has come, and what software says so. */
export const Status = Type.Object(
  {
    read_model: Type.Object(
      {
        version: Type.Integer({
          format: 'int32',
          minimum: 1,
          description: 'The version that answers reads.',
          examples: [1],
        }),
      },
      { description: 'What answers reads.' },
    ),
    epoch: Type.String({ description: 'Names the log. Every position begins with it.', examples: ['k3f9a2c1'] }),
    partitions: Type.Array(PartitionStatus, { description: 'Of each partition, how far it has been read.' }),
    lag: nullableCount('Records not yet applied in all partitions together; null while Kafka cannot be asked.', 1),
    build: Type.String({
      description: 'Version of the software, and the commit where known.',
      examples: ['0.1.0+bed81a1'],
    }),
  },
  { $id: 'Status' },
);
export type Status = Static<typeof Status>;
