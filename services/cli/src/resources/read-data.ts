import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { UsageError } from '../exit-code.ts';

/**
 * What `--data` gives: JSON as it stands, of a file (`@name`), or of stdin (`-`): an object, or several. Rejects with a UsageError for
 * anything else.
 */
export async function readData(given: string): Promise<object> {
  const data = parse(await textOf(given));
  if (typeof data === 'object' && data !== null) return data;
  throw new UsageError('--data: not a JSON object or array. Write, for instance, --data \'{"title": "Buy milk"}\'.');
}

async function textOf(given: string): Promise<string> {
  if (given === '-') return text(process.stdin);
  if (!given.startsWith('@')) return given;
  try {
    return readFileSync(given.slice(1), 'utf8');
  } catch (error) {
    throw new UsageError(`--data: ${given.slice(1)} cannot be read: ${(error as Error).message}`);
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new UsageError(`--data: not JSON: ${(error as Error).message}`);
  }
}
