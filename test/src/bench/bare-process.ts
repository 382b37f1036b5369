import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { freePort } from '../harness/service-process.ts';

export type BareProcess = { readonly url: string; readonly pid: number; stop(): void };

/** Starts one of the yardsticks beside this file as a process of its own; resolves once it answers on its port. */
export async function startBare(file: string, env: Readonly<Record<string, string>> = {}): Promise<BareProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url))], {
    env: { ...process.env, ...env, PORT: String(port) },
    stdio: 'inherit',
  });
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`${file} did not start`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return { url, pid: pidOf(child), stop: () => child.kill() };
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  );

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('not running');
  return pid;
}
