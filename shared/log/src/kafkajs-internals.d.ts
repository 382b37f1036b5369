// The insides of kafkajs 2.2.4 that are patched (quiet-request-queue.ts, steady-consumer-group.ts) or used (produce.ts, fetch.ts).
// Its version is pinned exactly, it has no "exports" map, and its last release is of 2023.

declare module 'kafkajs/src/network/requestQueue/index.js' {
  class RequestQueue {
    constructor(options: object);
    pending: unknown[];
    throttledUntil: number;
    throttleCheckTimeoutId: NodeJS.Timeout | null;
    checkPendingRequests(): void;
    scheduleCheckPendingRequests(): void;
    destroy(): void;
  }
  export = RequestQueue;
}

declare module 'kafkajs/src/consumer/consumerGroup.js' {
  class ConsumerGroup {
    joinAndSync(): Promise<void>;
    recoverFromFetch(error: Error): Promise<void>;
  }
  export = ConsumerGroup;
}

declare module 'kafkajs/src/protocol/requests/produce/v7/response.js' {
  const response: object;
  export = response;
}

declare module 'kafkajs/src/protocol/recordBatch/crc32C/index.js' {
  function crc32c(bytes: Uint8Array): number;
  export = crc32c;
}

declare module 'kafkajs/src/protocol/decoder.js' {
  class Decoder {
    constructor(bytes: Buffer);
  }
  export = Decoder;
}

declare module 'kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js' {
  import type Decoder from 'kafkajs/src/protocol/decoder.js';

  function decodeMessages(decoder: Decoder): Promise<object[]>;
  export = decodeMessages;
}

declare module 'kafkajs/src/protocol/requests/fetch/v11/response.js' {
  export function parse(decoded: object): Promise<object>;
}

declare module 'kafkajs/src/protocol/recordBatch/v0/index.js' {
  export function RecordBatch(batch: object): Promise<{ readonly buffer: Buffer }>;
}

declare module 'kafkajs/src/protocol/recordBatch/record/v0/index.js' {
  function encodeRecord(record: object): object;
  export = encodeRecord;
}
