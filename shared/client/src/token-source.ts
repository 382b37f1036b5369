import { readTokenFile } from '#read-token-file';
import { NotesError } from './errors/notes-error.ts';

/**
 * Where a bearer token comes from: the token itself; a function that returns one; or, in Node, the file that holds it. Functions are called
 * and files are read for every attempt, and before the feed's token expires: so a token may be replaced while the client runs.
 */
export type TokenSource = string | (() => string | Promise<string>) | { readonly file: string | URL };

/** The token to send, undefined where there is no source. Rejects with a NotesError if there is none to be had. */
export async function readToken(source: TokenSource | undefined): Promise<string | undefined> {
  if (source === undefined || typeof source === 'string') return source;
  if (typeof source === 'object') return inFile(source.file);
  try {
    return await source();
  } catch (cause) {
    throw new NotesError('No token was to be had.', { cause });
  }
}

/** Whether another token may come from there later. */
export const isRenewable = (source: TokenSource | undefined): boolean =>
  source !== undefined && typeof source !== 'string';

async function inFile(file: string | URL): Promise<string> {
  let text: string;
  try {
    text = await readTokenFile(file);
  } catch (cause) {
    throw new NotesError(`No token could be read from ${file}.`, { cause });
  }
  const token = text.trim();
  if (token === '') throw new NotesError(`There is no token in ${file}: it is empty.`);
  return token;
}
