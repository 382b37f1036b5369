import { afterAll, afterEach, beforeAll, inject } from 'vitest';
import { FeedStage, type Gateway } from './feed-stage.ts';

type Opened = { readonly stage: FeedStage; readonly gateway: Gateway };

/** For the tests of a file: a stage and a gateway that is ready. Clients are dropped after each test, the rest after the last one. */
export function useFeedStage(onOpen: (opened: Opened) => void): void {
  let stage: FeedStage | undefined;
  beforeAll(async () => {
    stage = await FeedStage.open({ databaseUrl: inject('databaseUrl'), redisUrl: inject('redisUrl') });
    const gateway = await stage.gateway();
    await gateway.ready();
    onOpen({ stage, gateway });
  });
  afterEach(() => stage?.dropClients());
  afterAll(() => stage?.close());
}
