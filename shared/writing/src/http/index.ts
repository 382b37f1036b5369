export type { WriteParts } from './bulk-delete-route.ts';
export { identifyCreate } from './command-identity.ts';
export { keeperOf } from './keep-fields.ts';
export { registerWrites } from './register-writes.ts';
export type { ItemWriter, Writable, WrittenItem } from './writable.ts';
