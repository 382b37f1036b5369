import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';

/** What a program printed, and whether it ended with 0. */
export type Ran = { readonly ok: boolean; readonly out: string; readonly err: string };

// kubectl without a configuration asks port 8080 of this machine, which may well be a gateway of ours.
const env = { ...process.env, KUBECONFIG: '/dev/null', HELM_NO_PLUGINS: '1' };

/** Runs a program to its end, and resolves whether it succeeds or not. `more` is added to the environment. */
export function run(command: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(command, args, { env: { ...env, ...more }, maxBuffer: 256 * 1024 * 1024 }, (error, out, err) => {
      resolve({ ok: error === null, out, err: err || (error?.message ?? '') });
    });
  });
}

/** The same, of which success is expected. Rejects with what the program wrote to stderr. */
export async function insist(command: string, args: readonly string[], more?: NodeJS.ProcessEnv): Promise<string> {
  const { ok, out, err } = await run(command, args, more);
  if (!ok) throw new Error(`${command} ${args.join(' ')}\n${err}`);
  return out;
}

/** Where a program may be: by its own path, or by name in each folder of PATH. */
export const placesOf = (name: string): string[] =>
  (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name));
