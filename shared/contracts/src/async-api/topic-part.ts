import { Type } from 'typebox';
import { eventEnvelope, LogOpenedData, LogOpenedEnvelope, logOpenedType, shortType } from '../events.ts';
import { contentTypeHeader, defaultPartitions, defaultTopic } from '../topics.ts';
import { dataNameOf, type FeatureMessages, namesOfTypes } from './feature-messages.ts';

const contentType = contentTypeHeader['content-type'];
const headers = Type.Object({ 'content-type': Type.Literal(contentType) }, { $id: 'RecordHeaders' });

/** `notes.NoteCreated.v1` → `NoteCreatedV1`. */
const nameOf = (type: string, name = shortType(type)): string => `${name}V${type.slice(type.lastIndexOf('.v') + 2)}`;

const messagesOf = ({ all, one, events }: FeatureMessages, names: ReadonlyMap<string, string>) =>
  Object.entries(events).map(([type, { schema }]) => {
    const name = names.get(type) ?? shortType(type);
    const message = {
      name: type,
      title: type,
      contentType,
      headers,
      payload: Type.Object(
        {
          ...eventEnvelope(all).properties,
          type: Type.Literal(type),
          data: { ...schema, $id: dataNameOf(type, name) },
        },
        { $id: nameOf(type, name) },
      ),
      bindings: { kafka: { key: { type: 'string', description: `The id of the ${one}.` }, bindingVersion: '0.5.0' } },
    };
    return [type, message] as const;
  });

const opened = {
  name: logOpenedType,
  title: logOpenedType,
  summary: 'First record of every partition: whose log this is. It has no key.',
  contentType,
  headers,
  payload: Type.Object(
    { ...LogOpenedEnvelope.properties, data: { ...LogOpenedData, $id: 'LogOpenedData' } },
    { $id: nameOf(logOpenedType) },
  ),
};

const channel = { $ref: '#/channels/events' };

/** The topic, which is the truth: every event of every subject, as a CloudEvent in structured mode. */
export function topicPart(features: readonly FeatureMessages[]) {
  const subjects = features.map(({ one }) => one).join(' or ');
  const names = namesOfTypes(features);
  const messages = {
    [logOpenedType]: opened,
    ...Object.fromEntries(features.flatMap((feature) => messagesOf(feature, names))),
  };
  return {
    channels: {
      events: {
        address: defaultTopic,
        title: `Every event of every ${subjects}`,
        description: `Kept for ever. A record counts iff it is well-formed, applies to its ${subjects}, and names as \`previous\` the last one that counted (none for version 1). So a consumer keeps the id of the last event of each ${subjects}, takes an event iff its \`previous\` is that id, and is right whatever is repeated or raced. Types not listed here are of newer software.`,
        servers: [{ $ref: '#/servers/kafka' }],
        messages,
        bindings: {
          kafka: {
            topic: defaultTopic,
            partitions: defaultPartitions,
            topicConfiguration: { 'cleanup.policy': ['delete'], 'retention.ms': -1, 'retention.bytes': -1 },
            bindingVersion: '0.5.0',
          },
        },
      },
    },
    operations: {
      append: {
        action: 'send',
        channel,
        summary: 'What the command service appends.',
        description:
          'Nobody else appends to the topic. A record that has been appended may still turn out to be void: see the rule of the channel.',
        messages: Object.keys(messages).map((name) => ({ $ref: `#/channels/events/messages/${name}` })),
      },
    },
  };
}
