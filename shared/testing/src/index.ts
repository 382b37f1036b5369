export * from './eventually.ts';
export * from './fresh-database.ts';
