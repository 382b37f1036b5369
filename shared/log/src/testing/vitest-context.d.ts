import 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    kafkaBrokers: string;
  }
}
