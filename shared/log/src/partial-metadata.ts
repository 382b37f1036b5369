import { createErrorFromCode } from 'kafkajs/src/protocol/error.js';
import response from 'kafkajs/src/protocol/requests/metadata/v6/response.js';

type Metadata = { readonly topicMetadata: readonly { readonly topicErrorCode: number }[] };

/**
 * kafkajs 2.2.4 takes no answer about a topic of which one partition has no leader, so a cluster in which a single one is missing
 * could not even be connected to. Here only an error of the whole topic counts: a partition without a leader is one that `-1` leads.
 */
Object.assign(response, {
  async parse(metadata: Metadata): Promise<Metadata> {
    for (const { topicErrorCode } of metadata.topicMetadata)
      if (topicErrorCode !== 0) throw createErrorFromCode(topicErrorCode);
    return metadata;
  },
});
