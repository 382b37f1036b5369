import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ownEnvironment, stopSignals } from './invocation.ts';

const interrupted = 130;

const root = fileURLToPath(new URL('../../../', import.meta.url));
const say = (text: string) => console.log(text);

// The driver of Postgres reads the environment of this very process, some of it as it is loaded.
const { env, disregarded } = ownEnvironment(process.env);
for (const name of Object.keys(process.env)) if (!Object.hasOwn(env, name)) delete process.env[name];
const { StackError } = await import('@notes/servers');
const { runSystem } = await import('./run-system.ts');

// What is still running is killed as this process exits.
const { stop } = stopSignals(process, () => process.exit(interrupted));
stop.addEventListener('abort', () => say('\nStopping. Once more to stop at once.'));

try {
  for (const { name, why } of disregarded) say(`${name} is left out: ${why}.`);
  await runSystem({ root, dir: join(root, '.local'), env, stop, say });
  process.exit(0);
} catch (error) {
  console.error(error instanceof StackError ? `\n${error.message}` : error);
  process.exit(1);
}
