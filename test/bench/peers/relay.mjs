import { Redis } from 'ioredis';

/** Calls `onEvent` with every event that Notes relays, as it is: what a feed of one's own would begin with. */
export async function eachEvent(onEvent) {
  const redis = new Redis(process.env.REDIS_URL);
  await redis.psubscribe(`${process.env.REDIS_PREFIX}feed.*`);
  redis.on('pmessage', (_pattern, _channel, text) => {
    for (const { pos, event } of JSON.parse(text).entries ?? [])
      onEvent({ channel: 'notes', position: pos, data: event });
  });
}
