// Generates clients of the built system with outside tools, and uses them: `npm run compat:clients`, or with the names of some. The tools are
// installed in folders of their own, and nothing of them stays. docs/api-clients.md has what came of it.
import { exec } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startStack } from '@notes/servers';
import { anyPorts } from '../harness/any-ports.ts';
import { System } from '../harness/system.ts';
import { type Subject, subjects } from './subjects.ts';

const run = promisify(exec);
const drivers = fileURLToPath(new URL('../../compat/', import.meta.url));
const documents = ['openapi.json', 'asyncapi.json', 'asyncapi-3.0.json'];
const longestMs = 600_000;

/** Resolves with what went wrong; undefined if nothing did. */
async function attempt({ name, commands }: Subject, url: string): Promise<string | undefined> {
  const cwd = await mkdtemp(join(tmpdir(), `notes-compat-${name}-`));
  try {
    await cp(join(drivers, name), cwd, { recursive: true });
    for (const document of documents)
      await writeFile(join(cwd, document), await (await fetch(`${url}/${document}`)).text());
    for (const command of commands) {
      const { stdout } = await run(command, { cwd, env: { ...process.env, NOTES_URL: url }, timeout: longestMs });
      if (command === commands.at(-1)) process.stdout.write(stdout);
    }
    return undefined;
  } catch (error) {
    const { message, stdout = '' } = error as Error & { readonly stdout?: string };
    return `${message}\n${stdout}`;
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

async function attemptAll(url: string, chosen: readonly Subject[]): Promise<boolean> {
  let whole = true;
  for (const subject of chosen) {
    const fault = await attempt(subject, url);
    console.log(`${fault === undefined ? '✔' : '✖'} ${subject.name}: ${subject.tools}`);
    if (fault !== undefined) console.log(fault);
    whole &&= fault === undefined;
  }
  return whole;
}

const names = process.argv.slice(2);
const chosen = subjects.filter(({ name }) => names.length === 0 || names.includes(name));
const dir = await mkdtemp(join(tmpdir(), 'notes-compat-'));
const stack = await startStack({ dir, env: process.env, ports: anyPorts, onStep: () => {} });
const system = await System.create(stack);
try {
  const { gateway } = await system.startAll();
  process.exitCode = (await attemptAll(gateway.url, chosen)) ? 0 : 1;
} finally {
  await system.stop();
  await stack.stop();
  await rm(dir, { recursive: true, force: true });
}
