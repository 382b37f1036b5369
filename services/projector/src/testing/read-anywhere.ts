import { type Batch, type RawBatch, readBatch } from '../domain/batch.ts';

/** As `readBatch`, with the notes of a test at home in whatever partition they stand. */
export const readAnywhere = (raw: RawBatch): Batch => ({
  ...readBatch({ ...raw, partition: 0 }, 1),
  partition: raw.partition,
});
