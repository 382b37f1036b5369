// The insides of kafkajs 2.2.4 that are patched (steady-*.ts, partial-metadata.ts) or used (produce.ts, fetch.ts).
// Its version is pinned exactly, it has no "exports" map, and its last release is of 2023.

declare module 'kafkajs/src/network/requestQueue/index.js' {
  class RequestQueue {
    constructor(options: object);
    readonly enforceRequestTimeout: boolean;
    readonly requestTimeout: number;
    /** Null or undefined: as many as there are. */
    readonly maxInFlightRequests: number | null | undefined;
    readonly inflight: Map<number, RequestQueue.SocketRequest>;
    readonly isConnected: () => boolean;
    pending: unknown[];
    throttledUntil: number;
    throttleCheckTimeoutId: NodeJS.Timeout | null;
    requestTimeoutIntervalId: NodeJS.Timeout | null;
    sendSocketRequest(request: RequestQueue.SocketRequest): void;
    scheduleRequestTimeoutCheck(): void;
    /** Some answers, such as those of a login, say nothing of it. */
    maybeThrottle(throttleMs: number | null | undefined): void;
    canSendSocketRequestImmediately(): boolean;
    checkPendingRequests(): void;
    scheduleCheckPendingRequests(): void;
    destroy(): void;
  }
  namespace RequestQueue {
    type SocketRequest = { readonly requestTimeout: number; send(): void; timeoutRequest(): void };
  }
  export = RequestQueue;
}

declare module 'kafkajs/src/consumer/consumerGroup.js' {
  class ConsumerGroup {
    constructor(options: object);
    heartbeat(options: { interval: number }): Promise<void>;
    joinAndSync(): Promise<void>;
    recoverFromFetch(error: Error): Promise<void>;
  }
  export = ConsumerGroup;
}

declare module 'kafkajs/src/cluster/brokerPool.js' {
  class BrokerPool {
    constructor(options: object);
    readonly metadataMaxAge: number;
    metadataExpireAt: number | null;
    refreshMetadata(topics: string[]): Promise<void>;
    refreshMetadataIfNecessary(topics: string[]): Promise<void>;
  }
  export = BrokerPool;
}

declare module 'kafkajs/src/protocol/requests/metadata/v6/response.js' {
  const response: { parse(metadata: object): Promise<object> };
  export = response;
}

declare module 'kafkajs/src/protocol/requests/produce/v7/response.js' {
  type Partition = { readonly partition: number; readonly errorCode: number; readonly baseOffset: string };
  type Answer = { readonly topics: readonly { readonly partitions: readonly Partition[] }[] };

  export function decode(bytes: Buffer): Promise<Answer>;
}

declare module 'kafkajs/src/protocol/error.js' {
  /** The error that kafkajs throws for what a broker answers. */
  export function createErrorFromCode(code: number): Error;
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

declare module 'kafkajs/src/protocol/recordBatch/v0/index.js' {
  export function RecordBatch(batch: object): Promise<{ readonly buffer: Buffer }>;
}

declare module 'kafkajs/src/protocol/recordBatch/record/v0/index.js' {
  function encodeRecord(record: object): object;
  export = encodeRecord;
}
