import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { ConfigError } from '../config/config-error.ts';
import { createTestServer } from '../testing/create-test-server.ts';

test('a port that is taken is told as a mistake in PORT', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  try {
    await using server = await createTestServer({ port });
    const refused = await server.listen().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ConfigError);
    expect((refused as ConfigError).message).toContain(`PORT ${port} is taken on 127.0.0.1. End what`);
  } finally {
    other.close();
  }
});

test.each(['192.0.2.1', 'no host at all'])(
  'an address that is not ours, %s, is told as a mistake in HOST',
  async (host) => {
    await using server = await createTestServer({ host });
    await expect(server.listen()).rejects.toThrow(new RegExp(`HOST is ${host}, which `));
  },
);
