import type { Broker } from 'kafkajs';
import { createErrorFromCode } from 'kafkajs/src/protocol/error.js';
import { decode } from 'kafkajs/src/protocol/requests/produce/v7/response.js';
import { ByteWriter } from '../byte-writer.ts';
import { ClusterConnection } from '../cluster-connection.ts';
import type { LogConfig } from '../log-config.ts';
import { silentLogger as logger } from './fresh-topic.ts';

type Sends = { readonly connectionPool: { send(call: { request: object; response: object }): Promise<Answer> } };
type Answer = Awaited<ReturnType<typeof decode>>;

/** Appends a batch to partition 0 as it is, byte for byte, as another client may have made it. */
export async function appendRaw(config: LogConfig, batch: Buffer): Promise<void> {
  const link = new ClusterConnection(config, { logger });
  try {
    await link.ready();
    const [led] = link.leaders([0]).led;
    const { connectionPool } = (await link.broker(led?.nodeId ?? '')) as Broker & Sends;
    const body = encode(config.topic, batch);
    const request = { apiKey: 0, apiVersion: 7, apiName: 'Produce', encode: async () => ({ buf: body, buffer: body }) };
    const response = { decode, parse: async (answer: Answer) => answer };
    const { topics } = await connectionPool.send({ request, response });
    for (const { errorCode } of topics.flatMap(({ partitions }) => partitions))
      if (errorCode !== 0) throw createErrorFromCode(errorCode);
  } finally {
    link.close();
  }
}

function encode(topic: string, batch: Buffer): Buffer {
  const writer = new ByteWriter(26 + Buffer.byteLength(topic) + batch.length);
  writer.int16(-1);
  writer.int16(-1);
  writer.int32(5_000);
  writer.int32(1);
  writer.int16(Buffer.byteLength(topic));
  writer.text(topic);
  writer.int32(1);
  writer.int32(0);
  writer.int32(batch.length);
  writer.bytes(batch);
  return writer.buffer;
}
