import { fileURLToPath } from 'node:url';

/** The same file from src and from dist: both lie one below the package. */
export const fetchScript = fileURLToPath(new URL('../fetch-artifacts.mjs', import.meta.url));
