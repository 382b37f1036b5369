import { readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

/** The version of this software. */
export const version = manifest.version;

/** The version, and the commit it was built from where that is known: `0.1.0+bed81a1`. */
export const buildText = (commit: string | undefined): string =>
  commit === undefined ? version : `${version}+${commit}`;
