import type { ServiceName } from './service-plan.ts';
import type { Started } from './start-tasks.ts';

/** From the edge inwards: first nobody comes in any more, then nothing is read, projected, and at last written. */
const order: readonly ServiceName[] = ['gateway', 'query', 'projector', 'command'];

/** Stops the services one after the other, then the servers. Each gets 10 s; what never started is passed over. */
export async function stopAll({ stack, services }: Started, say: (text: string) => void): Promise<void> {
  for (const name of order) {
    const service = await services.get(name)?.catch(() => undefined);
    if (!service) continue;
    await service.stop();
    say(`stopped ${name}`);
  }
  const servers = await stack?.catch(() => undefined);
  if (!servers) return;
  await servers.stop();
  say('stopped the servers');
}
