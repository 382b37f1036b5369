export { checkSchema } from './check-schema.ts';
export { migrate, rollback } from './migrate.ts';
export { createDatabase, databaseName, dropDatabase } from './named-database.ts';
export { type MigrationState, readMigrations } from './read-migrations.ts';
export { requireSchema } from './require-schema.ts';
