export * from './claim.ts';
export * from './unique-write.ts';
