// For `node --import`: a process whose parent may step its wall clock, by the message `{ clockIsOffMs }`. It lives no longer than without.
import { movableClocks } from './movable-clocks.ts';

const clocks = movableClocks();
process.on('message', (message) => {
  if (typeof message === 'object' && message !== null && 'clockIsOffMs' in message)
    clocks.stepTo(Number(message.clockIsOffMs));
});
process.channel?.unref();
