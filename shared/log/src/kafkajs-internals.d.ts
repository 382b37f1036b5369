// The insides of kafkajs 2.2.4 that are patched: see quiet-request-queue.ts and steady-consumer-group.ts. Its version
// is pinned exactly, it has no "exports" map, and its last release is of 2023.

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
