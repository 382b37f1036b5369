import type { Broker } from 'kafkajs';
import { createErrorFromCode } from 'kafkajs/src/protocol/error.js';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';

/** Settings of a topic by name. */
export type TopicSettings = Readonly<Record<string, string>>;

/** What kafkajs does not tell of its brokers: how they send. */
type Sends = { readonly connectionPool: { send(call: { request: object; response: object }): Promise<number> } };

const api = { apiKey: 44, apiVersion: 0, apiName: 'IncrementalAlterConfigs' } as const;
const topicResource = 2;
const set = 0;

/**
 * Sets these settings of a topic and leaves all others as they are, which the one request for it that kafkajs knows does not.
 * Rejects as kafkajs does if the broker refuses.
 */
export async function alterTopic(broker: Broker, topic: string, settings: TopicSettings): Promise<void> {
  const { connectionPool } = broker as Broker & Sends;
  const body = encode(topic, Object.entries(settings));
  const request = { ...api, encode: async () => ({ buf: body, buffer: body }) };
  const errorCode = await connectionPool.send({ request, response });
  if (errorCode !== 0) throw createErrorFromCode(errorCode);
}

function encode(topic: string, settings: readonly (readonly [string, string])[]): Buffer {
  const texts = [topic, ...settings.flat()].reduce((sum, text) => sum + 2 + Buffer.byteLength(text), 0);
  const writer = new ByteWriter(10 + texts + settings.length);
  const text = (value: string): void => {
    writer.int16(Buffer.byteLength(value));
    writer.text(value);
  };
  writer.int32(1);
  writer.uint8(topicResource);
  text(topic);
  writer.int32(settings.length);
  for (const [name, value] of settings) {
    text(name);
    writer.uint8(set);
    text(value);
  }
  writer.uint8(0); // not only to see whether it could be
  return writer.buffer;
}

/** One topic is asked for, so there is one answer, and it begins with the error. */
const response = {
  async decode(bytes: Buffer): Promise<object> {
    const reader = new ByteReader(bytes);
    const clientSideThrottleTime = reader.int32();
    reader.skip(4);
    return { throttleTime: 0, clientSideThrottleTime, errorCode: reader.int16() };
  },
  parse: async ({ errorCode }: { readonly errorCode: number }): Promise<number> => errorCode,
};
