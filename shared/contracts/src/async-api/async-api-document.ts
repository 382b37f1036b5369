import { publishSchema } from '../publish-schema.ts';
import type { FeatureMessages } from './feature-messages.ts';
import { nameSchemas } from './name-schemas.ts';
import { streamPart } from './stream-part.ts';
import { topicPart } from './topic-part.ts';

/** The parts of an AsyncAPI document that a reader of ours needs. */
export type AsyncApiDocument = {
  readonly asyncapi: string;
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description: string;
    readonly license: { readonly name: string; readonly url: string };
  };
  readonly servers: Readonly<Record<string, object>>;
  readonly channels: Readonly<Record<string, AsyncApiChannel>>;
  readonly operations: Readonly<Record<string, object>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
};
type AsyncApiChannel = {
  readonly address: string;
  readonly title: string;
  readonly description: string;
  readonly messages: Readonly<Record<string, AsyncApiMessage>>;
};
type AsyncApiMessage = { readonly name: string; readonly summary?: string; readonly payload: unknown };

const server = (name: string, host: string, protocol: string, description: string) => ({
  host: `{${name}}`,
  protocol,
  description,
  variables: { [name]: { default: host, description: 'Host and port.' } },
});

/**
 * What is said over the websocket and in the topic, as AsyncAPI 3.1, made of the very schemas that frames and records are checked
 * with. `version` is that of the software. As 3.0 it is the same: nothing in it is new in 3.1, but many tools do not know that version.
 */
export function asyncApiDocument(
  version: string,
  features: readonly FeatureMessages[],
  asyncapi: '3.1.0' | '3.0.0' = '3.1.0',
): AsyncApiDocument {
  const schemas: Record<string, unknown> = {};
  const [stream, topic] = [streamPart(features), topicPart(features)];
  const parts = {
    channels: { ...stream.channels, ...topic.channels },
    operations: { ...stream.operations, ...topic.operations },
  };
  // As text and back, so that nothing of the schemas' own making is left in it.
  const named = nameSchemas(publishSchema(JSON.parse(JSON.stringify(parts))), schemas) as Pick<
    AsyncApiDocument,
    'channels' | 'operations'
  >;
  return {
    asyncapi,
    info: {
      title: 'Notes',
      version,
      license: { name: 'MIT', url: 'https://spdx.org/licenses/MIT' },
      description:
        'What is pushed to clients over a websocket, and the log of events in Kafka that everything comes from.',
    },
    servers: {
      gateway: server('gateway', '127.0.0.1:8080', 'ws', 'The one public origin.'),
      kafka: server('brokers', '127.0.0.1:9092', 'kafka', 'For services and for consumers of other teams.'),
    },
    ...named,
    components: { schemas },
  };
}
