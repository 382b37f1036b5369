import { closeSync, openSync, readSync } from 'node:fs';

const everyMs = 300;
const chunkBytes = 64 * 1024;

/**
 * Calls `onLine` for each whole line that is added to the file from now on, until the returned function is called, which
 * reads what is left. Reading the file now and then, instead of a pipe, lets the service outlive us and go on logging.
 */
export function tailLogFile(file: string, onLine: (line: string) => void): () => void {
  const handle = openSync(file, 'r');
  const buffer = Buffer.alloc(chunkBytes);
  let rest = '';
  const read = () => {
    for (let length = readSync(handle, buffer); length > 0; length = readSync(handle, buffer)) {
      const lines = (rest + buffer.toString('utf8', 0, length)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line);
    }
  };
  const timer = setInterval(read, everyMs);
  return () => {
    clearInterval(timer);
    read();
    closeSync(handle);
  };
}
