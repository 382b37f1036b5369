import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where downloads are kept for all checkouts of this user. */
export function cacheDir(env: NodeJS.ProcessEnv): string {
  return env['NOTES_CACHE_DIR'] ?? join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'notes-local');
}
