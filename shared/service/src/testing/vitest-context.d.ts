import 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    databaseUrl: string;
    redisUrl: string;
    redisProgram: string;
  }
}
