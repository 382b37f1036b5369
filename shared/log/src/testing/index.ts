export { appendRaw } from './append-raw.ts';
export { compressions, javaBatch, javaRecords } from './java-batches.ts';
export { otherClient } from './other-client.ts';
export { otherwise } from './otherwise.ts';
