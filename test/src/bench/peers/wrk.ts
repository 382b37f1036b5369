import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Load } from '../load.ts';

/** What is sent over and over: the same body, to each of the paths in turn. */
export type Shot = {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** `/v1/notes` alone by default. */
  readonly paths?: readonly string[];
  /** JSON; `%d` stands for another number each time. */
  readonly body?: string;
};

const run = promisify(execFile);

/** Rejects with what to do if there is no `wrk`. */
export async function assertWrk(): Promise<void> {
  await run('wrk', ['-v']).catch(({ code }) => {
    // It shows its version with exit code 1.
    if (code === 'ENOENT')
      throw new Error('The load generator wrk is missing: install it, such as by `apt-get install wrk`.');
  });
}

/**
 * Closed-loop load by wrk on one thread, which takes a tenth of the CPU that a load generator in JavaScript does, and so leaves the
 * cores to what is measured. `failed` counts other answers than 2xx, time-outs and lost connections.
 */
export async function shoot(
  url: string,
  shot: Shot,
  { connections, seconds }: { connections: number; seconds: number },
): Promise<Load> {
  const dir = await mkdtemp(join(tmpdir(), 'notes-wrk-'));
  try {
    const script = join(dir, 'shot.lua');
    await writeFile(script, scriptOf(shot));
    const { stdout } = await run('wrk', [
      '-t1',
      `-c${connections}`,
      `-d${seconds}s`,
      '--timeout',
      '10s',
      '-s',
      script,
      url,
    ]);
    const [, figures = ''] = /^figures (.*)$/m.exec(stdout) ?? [];
    const [requests = 0, failed = 0, us = 0, p50 = 0, p99 = 0] = figures.split(' ').map(Number);
    return { perSecond: ((requests - failed) * 1e6) / us, p50Ms: p50 / 1_000, p99Ms: p99 / 1_000, failed };
  } finally {
    await rm(dir, { recursive: true });
  }
}

const scriptOf = ({ method, paths = ['/v1/notes'], body }: Shot): string => `
local paths = { ${paths.map((path) => `"${path}"`).join(', ')} }
local body = ${body === undefined ? 'nil' : `[[${body}]]`}
local headers = { ["content-type"] = body and "application/json" or nil }
local count = 0
request = function()
  count = count + 1
  return wrk.format("${method}", paths[count % #paths + 1], headers, body and string.format(body, count % 1000))
end
done = function(summary, latency)
  local errors = summary.errors
  local failed = errors.status + errors.timeout + errors.connect + errors.read + errors.write
  print(string.format("figures %d %d %d %d %d", summary.requests, failed, summary.duration, latency:percentile(50), latency:percentile(99)))
end
`;
