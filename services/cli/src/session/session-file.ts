import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import { UsageError } from '../exit-code.ts';

const text = Type.Optional(Type.String());

/** What is kept for one server. A token is never sent to another one. */
const Kept = Type.Object({ token: text, user: text, position: text });
export type Kept = Static<typeof Kept>;

/** `url`: of the server that was used last by `notes login`. Servers by their address. */
const Session = Type.Object({ url: text, servers: Type.Record(Type.String(), Kept) });
export type Session = Static<typeof Session>;

const none: Session = { servers: {} };

/** Where the session is: NOTES_SESSION, else below the folder of the user's state (XDG_STATE_HOME, by default `~/.local/state`). */
export function sessionPath(env: NodeJS.ProcessEnv): string {
  const state = env['XDG_STATE_HOME'] || join(env['HOME'] || homedir(), '.local', 'state');
  return env['NOTES_SESSION'] || join(state, 'notes', 'session.json');
}

/** What is kept from the commands before. Throws a UsageError if the file is not one of ours. */
export function readSession(path: string): Session {
  const found = textOf(path);
  if (found === undefined) return none;
  const session = parse(found);
  if (!Check(Session, session))
    throw new UsageError(`${path} is not a session of \`notes\`. Remove it, or name another file with NOTES_SESSION.`);
  return session;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw error;
  }
}

function parse(found: string): unknown {
  try {
    return JSON.parse(found);
  } catch {
    return undefined;
  }
}

/**
 * Changes what is kept. Commands that run at once change it one after the other, so that no position is lost. The file is replaced in one
 * step, and only its owner may read it. Rejects with what the file system answers.
 */
export async function changeSession(path: string, change: (session: Session) => Session): Promise<void> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const unlock = await lock(`${path}.lock`);
  try {
    const copy = `${path}.new`;
    writeFileSync(copy, `${JSON.stringify(change(readSession(path)), null, 2)}\n`, { mode: 0o600 });
    // The mode above is that of a new file alone.
    chmodSync(copy, 0o600);
    renameSync(copy, path);
  } finally {
    unlock();
  }
}

const retryMs = 5;
/** A lock that stays the same for so long was left by a process that is gone: a change takes a millisecond. */
const staleMs = 1_000;

async function lock(path: string): Promise<() => void> {
  for (let seen = { mtimeMs: -1, since: 0 }; ; await wait(retryMs)) {
    try {
      closeSync(openSync(path, 'wx', 0o600));
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: -1 };
    if (mtimeMs !== seen.mtimeMs) seen = { mtimeMs, since: performance.now() };
    else if (performance.now() - seen.since > staleMs) rmSync(path, { force: true });
  }
}
