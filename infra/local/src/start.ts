import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StackError } from './stack-error.ts';
import { runSystem } from './system/run-system.ts';
import { stopSignals } from './system/stop-signals.ts';

const interrupted = 130;

const root = fileURLToPath(new URL('../../../', import.meta.url));
const say = (text: string) => console.log(text);

// What is still running is killed as this process exits.
const { stop } = stopSignals(process, () => process.exit(interrupted));
stop.addEventListener('abort', () => say('\nStopping. Once more to stop at once.'));

try {
  await runSystem({ root, dir: join(root, '.local'), env: process.env, stop, say });
  process.exit(0);
} catch (error) {
  console.error(error instanceof StackError ? `\n${error.message}` : error);
  process.exit(1);
}
