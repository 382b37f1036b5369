import { type Static, Type } from 'typebox';

const nullableCount = (description: string) =>
  Type.Unsafe<number | null>({ type: ['integer', 'null'], minimum: 0, description });

const PartitionStatus = Type.Object({
  partition: Type.Integer({ minimum: 0 }),
  position: Type.Integer({ minimum: -1, description: 'Offset of the last record applied; -1: none yet.' }),
  end: nullableCount('Offset that the next record will get, at most a second old; null while Kafka cannot be asked.'),
  lag: nullableCount('Records not yet applied; null while Kafka cannot be asked.'),
});

/** How far the read model has come, and what software says so. */
export const Status = Type.Object(
  {
    read_model: Type.Object({ version: Type.Integer({ minimum: 1, description: 'The version that answers reads.' }) }),
    epoch: Type.String({ description: 'Names the log. Every position begins with it.', examples: ['k3f9a2c1'] }),
    partitions: Type.Array(PartitionStatus),
    lag: nullableCount('Records not yet applied in all partitions together; null while Kafka cannot be asked.'),
    build: Type.String({
      description: 'Version of the software, and the commit where known.',
      examples: ['0.1.0+bed81a1'],
    }),
  },
  { $id: 'Status' },
);
export type Status = Static<typeof Status>;
