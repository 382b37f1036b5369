// What this package uses of the insides of kafkajs 2.2.4: its connection (framing, time-outs, TLS, SASL) and its codec of
// the seldom requests. The version is pinned exactly, the package has no "exports" map, and its last release is of 2023.

declare module 'kafkajs/src/network/connection.js' {
  import type { Socket } from 'node:net';

  type Line = (message: string, extra?: object) => void;
  type Logger = { namespace(name: string): Logger; debug: Line; info: Line; warn: Line; error: Line };
  type Sent = { payload: Buffer };
  type Pushed = {
    entry: {
      apiKey: number;
      apiName: string;
      apiVersion: number;
      correlationId: number;
      resolve(sent: Sent): void;
      reject(error: Error): void;
    };
    expectResponse: boolean;
    requestTimeout: number;
    sendRequest(): void;
  };

  class Connection {
    constructor(options: {
      host: string;
      port: number;
      clientId: string;
      ssl: object | null;
      sasl: object | null;
      connectionTimeout: number;
      requestTimeout: number;
      logger: Logger;
      socketFactory(options: { host: string; port: number; ssl: object | null; onConnect(): void }): Socket;
    });
    readonly socket: Socket;
    readonly requestQueue: { push(request: Pushed): void; destroy(): void };
    connect(): Promise<true>;
    isConnected(): boolean;
    isAuthenticated(): boolean;
    authenticate(): Promise<void>;
    setVersions(versions: object): void;
    setSupportAuthenticationProtocol(supported: boolean): void;
    nextCorrelationId(): number;
    rejectRequests(error: Error): void;
    send(request: {
      request: object;
      response: { decode(raw: Buffer): Promise<object>; parse(decoded: object): Promise<object> };
      requestTimeout?: number | null;
    }): Promise<object>;
  }
  export = Connection;
}

declare module 'kafkajs/src/network/requestQueue/index.js' {
  class RequestQueue {
    throttledUntil: number;
    throttleCheckTimeoutId: NodeJS.Timeout | null;
    pending: unknown[];
    checkPendingRequests(): void;
    scheduleCheckPendingRequests(): void;
  }
  export = RequestQueue;
}

declare module 'kafkajs/src/protocol/requests/index.js' {
  type Protocol = {
    request: object;
    response: { decode(raw: Buffer): Promise<object> };
    requestTimeout?: number;
  };
  type Definition = { protocol(options: { version: number }): (parameters: object) => Protocol };
  const requests: Readonly<Record<string, Definition>>;
  type Versions = Record<number, { minVersion: number; maxVersion: number }>;
  const lookup: (versions: Versions) => (apiKey: number, definition: Definition) => (parameters: object) => Protocol;

  export { lookup, requests, type Versions };
}

declare module 'kafkajs/src/protocol/requests/apiKeys.js' {
  const apiKeys: Readonly<Record<string, number>>;
  export = apiKeys;
}

declare module 'kafkajs/src/protocol/error.js' {
  const protocolError: { createErrorFromCode(code: number): { type: string; message: string } };
  export = protocolError;
}

declare module 'kafkajs/src/protocol/recordBatch/crc32C/index.js' {
  function crc32c(bytes: Uint8Array): number;
  export = crc32c;
}
