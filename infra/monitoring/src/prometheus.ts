import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const cache = fileURLToPath(new URL('../../../node_modules/.cache/notes/prometheus/', import.meta.url));

/** Where Prometheus and its promtool are. */
export type PrometheusPrograms = { readonly prometheus: string; readonly promtool: string };

/**
 * Finds Prometheus on PATH, or fetches Debian's package by apt and unpacks it beside the packages of npm: nothing is installed or set up.
 * Throws an Error that says what to do where there is neither.
 */
export async function findPrometheus(): Promise<PrometheusPrograms> {
  const installed = await run('promtool', ['--version']).then(
    () => true,
    () => false,
  );
  if (installed) return { prometheus: 'prometheus', promtool: 'promtool' };
  const bin = join(cache, 'usr/bin');
  if (!existsSync(join(bin, 'promtool'))) await fetchPackage();
  return { prometheus: join(bin, 'prometheus'), promtool: join(bin, 'promtool') };
}

async function fetchPackage(): Promise<void> {
  try {
    await mkdir(cache, { recursive: true });
    // apt gives up its rights for the download.
    await chmod(cache, 0o777);
    await run('apt-get', ['download', 'prometheus'], { cwd: cache });
    const file = (await readdir(cache)).find((name) => name.endsWith('.deb')) ?? '';
    await run('dpkg', ['-x', file, '.'], { cwd: cache });
  } catch (cause) {
    throw new Error('There is no promtool on PATH, and apt cannot fetch it: install Prometheus 2.42 or newer.', {
      cause,
    });
  }
}
