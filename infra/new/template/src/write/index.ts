import { keeperOf, type Writable, type Writes, writesOf } from '@notes/writing/http';
import {
  BulkBody,
  BulkCreated,
  BulkDeleted,
  Sample,
  SampleBody,
  SampleBulkDeleteParameters,
  type SampleFields,
  type SampleFilters,
  type SampleOrder,
  SamplePatch,
  SamplePreconditionProblem,
  sampleFields,
} from '../contract/index.ts';
import { sample } from '../domain/index.ts';
import { sampleSource } from '../read/sample-source.ts';

/** The samples, as they are written. */
const writableSamples: Writable<SampleFields, SampleFilters, SampleOrder> = {
  name: 'sample',
  path: '/v1/samples',
  tag: 'samples',
  source: sampleSource,
  schemas: {
    ...{ Item: Sample, Body: SampleBody, Patch: SamplePatch, BulkBody, BulkCreated },
    BulkDeleteParameters: SampleBulkDeleteParameters,
    ...{ BulkDeleted, PreconditionProblem: SamplePreconditionProblem },
  },
  // <unique>
  // </unique>
  keep: keeperOf(sampleFields),
};

/** All writes of samples. */
export const sampleWrites: Writes = writesOf(sample, writableSamples);
