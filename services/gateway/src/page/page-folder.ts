import { fileURLToPath } from 'node:url';

/** Where the build leaves the page, as seen from the sources and from what they are compiled to. */
export const pageFolder = fileURLToPath(new URL('../../../web/dist/', import.meta.url));
