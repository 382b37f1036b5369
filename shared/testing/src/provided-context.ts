import type {} from 'vitest';

/** Where the servers of a test run are, for `inject`. */
declare module 'vitest' {
  export interface ProvidedContext {
    kafkaBrokers: string;
    databaseUrl: string;
    redisUrl: string;
    /** To start another Redis with, which a test may break. */
    redisProgram: string;
  }
}
