export * from './migrate.ts';
export * from './require-schema.ts';
