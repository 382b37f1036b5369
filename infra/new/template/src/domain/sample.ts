import { columnsOf } from '@notes/contracts';
import { type Aggregate, type CommonRefusal, recordReader, rowMapping } from '@notes/kernel';
import { sampleEvents, sampleFields } from '../contract/index.ts';
import { decide, type SampleCommand } from './decide.ts';
import { evolve, type SampleState } from './evolve.ts';

/** A sample's columns in the table of samples, which are the members of its state. */
const row = rowMapping<SampleState>('samples', {
  id: 'uuid',
  ...columnsOf(sampleFields),
  created_by: 'text',
  created_at: 'timestamptz',
  updated_at: 'timestamptz',
  version: 'integer',
  deleted_at: 'timestamptz',
});

/** The samples, as an aggregate. */
export const sample: Aggregate<SampleState, SampleCommand, typeof sampleEvents, CommonRefusal> = {
  name: 'sample',
  family: 'samples',
  events: sampleEvents,
  evolve,
  decide,
  row,
  // <unique>
  // </unique>
};

/** Reads the records of samples. */
export const sampleRecords = recordReader(sample);
