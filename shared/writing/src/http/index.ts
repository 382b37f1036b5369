export { identifyCreate } from './command-identity.ts';
export { keeperOf } from './keep-fields.ts';
export { registerWrites, type Writes, writesOf } from './register-writes.ts';
export type { ItemWriter, Writable, WrittenItem } from './writable.ts';
