#!/usr/bin/env node
import { createProgram } from './program.ts';
import { failClearly } from './terminal.ts';

// Who reads the output has seen enough: `notes notes list | head`.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });

await failClearly(async () => {
  await createProgram(process.env).parseAsync();
});
