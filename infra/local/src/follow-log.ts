import { closeSync, openSync, readSync } from 'node:fs';

const everyMs = 300;
const chunkBytes = 64 * 1024;

/**
 * Calls `onLine` for each whole line that is added to the file from now on, until the returned function is called, which
 * hands over what is left. Looking at the size now and then, instead of a pipe, lets the service outlive us and log on.
 */
export function followLog(file: string, onLine: (line: string) => void): () => void {
  let position = 0;
  let rest = '';
  const read = () => {
    for (let text = readFrom(file, position); text.length > 0; text = readFrom(file, position)) {
      position += text.length;
      const lines = (rest + text.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line);
    }
  };
  const timer = setInterval(read, everyMs);
  return () => {
    clearInterval(timer);
    read();
  };
}

function readFrom(file: string, position: number): Buffer {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch {
    return Buffer.alloc(0);
  }
  try {
    const buffer = Buffer.alloc(chunkBytes);
    return buffer.subarray(0, readSync(handle, buffer, 0, chunkBytes, position));
  } finally {
    closeSync(handle);
  }
}
