import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { outsidePostgresHome, StackError, stackOwner, stopLeftovers } from '@notes/servers';

const dir = fileURLToPath(new URL('../../../.local', import.meta.url));

async function reset(yes: boolean): Promise<void> {
  const folders = [dir, outsidePostgresHome(dir)].filter((folder) => folder !== undefined).filter(existsSync);
  if (folders.length === 0) {
    console.log('There is nothing to remove.');
    return;
  }
  const owner = stackOwner(dir);
  if (owner !== undefined) throw new StackError(`The system is running (process ${owner}): stop it first.`);
  if (!yes && !(await agreed(folders))) {
    console.log('Nothing was removed.');
    return;
  }
  for (const name of ['run', 'run/services']) await stopLeftovers(join(dir, name), tellLeftover);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  console.log(`Removed ${folders.join(' and ')}.`);
}

function tellLeftover({ name, pid }: { name: string; pid: number }): void {
  console.log(`${name} of an earlier run is still there (process ${pid}): stopping it`);
}

async function agreed(folders: readonly string[]): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new StackError('There is no terminal to confirm on: repeat it with --yes (npm run reset -- --yes).');
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await prompt.question(`This removes every note, for good: ${folders.join(' and ')}. Go on? [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    prompt.close();
  }
}

try {
  const { values } = parseArgs({
    args: process.argv.slice(3),
    options: { yes: { type: 'boolean', short: 'y', default: false } },
  });
  await reset(values.yes);
} catch (error) {
  console.error(error instanceof StackError ? error.message : error);
  process.exit(1);
}
