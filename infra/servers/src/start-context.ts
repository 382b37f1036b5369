import type { PortBook } from './port-book.ts';
import type { ServerExit } from './stack.ts';

/** What starting any of the servers needs to know. */
export type StartContext = {
  readonly dir: string;
  readonly cacheDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly ports: PortBook;
  readonly signal: AbortSignal | undefined;
  readonly tell: (text: string) => void;
  readonly onExit: (exit: ServerExit) => void;
};

/** What finding a server's program, or fetching it, needs of that. */
export type FetchContext = Pick<StartContext, 'cacheDir' | 'env' | 'signal' | 'tell'>;
