import { burnCases } from './burn-cases.ts';
import { readModelCases } from './read-model-cases.ts';
import { serverCases } from './server-cases.ts';
import { serviceCases } from './service-cases.ts';

/** With a value every 15 seconds. */
export const causeCases = [...serviceCases, ...serverCases, ...readModelCases];

export { burnCases };
