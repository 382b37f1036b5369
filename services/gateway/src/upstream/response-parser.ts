import { MalformedResponse, parseResponseHead, type ResponseHead } from './message-heads.ts';

/** Receives a response piece by piece: its head, any number of chunks of its body, then its end. */
export type ResponseListener = {
  onHead(head: ResponseHead): void;
  onBody(chunk: Buffer): void;
  /** `reusable`: the connection may carry another exchange. `more`: bytes have come that belong to the next response. */
  onEnd(reusable: boolean, more: boolean): void;
};

const headEnd = Buffer.from('\r\n\r\n');
const lineEnd = Buffer.from('\r\n');
const maxHeadLength = 64 * 1024;
const nothing: Buffer = Buffer.alloc(0);
const chunkSize = /^([0-9a-f]{1,12})[\t ]*(?:;.*)?$/i;

/** Takes what it can use from the data and gives back the rest; undefined if it needs more before it can go on. */
type Step = (data: Buffer) => Buffer | undefined;

/**
 * Reads the responses of HTTP/1.1 that come over one connection from a service of ours, one after the other. It exists because Node's
 * own client costs more CPU per request than all the rest of the proxy (../../README.md has the measurement).
 *
 *   idle        a response is due                       → head
 *   head        an interim response (1xx)               → head
 *   head        no body                                 → idle, ended
 *   head        a body                                  → body (by length, or until the connection closes), or chunk size
 *   body        its last byte, or the connection's end  → idle, ended
 *   chunk size  0                                       → trailers
 *   chunk size  any other                               → chunk
 *   chunk       its line end                            → chunk size
 *   trailers    the empty line                          → idle, ended
 */
export class ResponseParser {
  #step: Step = idle;
  #listener: ResponseListener | undefined;
  #bodyless = false;
  #kept: Buffer = nothing;
  #left = 0;
  #reusable = false;

  /** A response is due. `bodyless`: to a HEAD. */
  expect(bodyless: boolean, listener: ResponseListener): void {
    this.#step = this.#readHead;
    this.#listener = listener;
    this.#bodyless = bodyless;
  }

  /** Throws MalformedResponse; then the connection is of no use any more. */
  push(chunk: Buffer): void {
    let data = this.#kept.length === 0 ? chunk : Buffer.concat([this.#kept, chunk]);
    this.#kept = nothing;
    while (data.length > 0) {
      const rest = this.#step(data);
      if (rest === undefined) {
        this.#kept = data;
        return;
      }
      data = rest;
    }
  }

  /** The other side has closed, which is how some responses end. False if this one is cut short. */
  close(): boolean {
    if (this.#step === this.#readUntilClose) this.#end(nothing);
    return this.#step === idle;
  }

  #end(rest: Buffer): Buffer {
    const listener = this.#listener;
    this.#step = idle;
    this.#listener = undefined;
    listener?.onEnd(this.#reusable, rest.length > 0);
    // Unless the listener expects another response, whatever else came answers no request.
    return this.#listener === undefined ? nothing : rest;
  }

  #readHead: Step = (data) => {
    const at = data.indexOf(headEnd);
    if ((at === -1 ? data.length : at) > maxHeadLength) throw new MalformedResponse('the head is too long');
    if (at === -1) return undefined;
    const head = parseResponseHead(data.toString('latin1', 0, at), this.#bodyless);
    const rest = data.subarray(at + headEnd.length);
    if (head.status < 200) return rest;
    this.#left = head.length;
    this.#reusable = head.reusable;
    this.#listener?.onHead(head);
    if (head.framing === 'chunked') this.#step = this.#readChunkSize;
    else if (head.framing === 'close') this.#step = this.#readUntilClose;
    else if (head.length === 0) return this.#end(rest);
    else this.#step = this.#readBody;
    return rest;
  };

  #readBody: Step = (data) => {
    const rest = this.#take(data);
    return this.#left === 0 ? this.#end(rest) : rest;
  };

  #readUntilClose: Step = (data) => {
    this.#listener?.onBody(data);
    return nothing;
  };

  #readChunkSize: Step = (data) => {
    const line = firstLine(data);
    if (line === undefined) return undefined;
    const size = chunkSize.exec(line)?.[1];
    if (size === undefined) throw new MalformedResponse('the size of a chunk cannot be read');
    this.#left = Number.parseInt(size, 16);
    this.#step = this.#left === 0 ? this.#readTrailer : this.#readChunk;
    return data.subarray(line.length + lineEnd.length);
  };

  #readChunk: Step = (data) => {
    const rest = this.#take(data);
    if (this.#left === 0) this.#step = this.#readChunkEnd;
    return rest;
  };

  #readChunkEnd: Step = (data) => {
    if (data.length < lineEnd.length) return undefined;
    if (firstLine(data) !== '') throw new MalformedResponse('a chunk is longer than its size');
    this.#step = this.#readChunkSize;
    return data.subarray(lineEnd.length);
  };

  /** Read over: nothing of ours sends any. */
  #readTrailer: Step = (data) => {
    const line = firstLine(data);
    if (line === undefined) return undefined;
    const rest = data.subarray(line.length + lineEnd.length);
    return line === '' ? this.#end(rest) : rest;
  };

  #take(data: Buffer): Buffer {
    const chunk = data.length > this.#left ? data.subarray(0, this.#left) : data;
    this.#left -= chunk.length;
    this.#listener?.onBody(chunk);
    return data.subarray(chunk.length);
  }
}

function idle(): Buffer {
  throw new MalformedResponse('no response was expected');
}

/** Without its end; undefined if that has not come yet. */
function firstLine(data: Buffer): string | undefined {
  const at = data.indexOf(lineEnd);
  if ((at === -1 ? data.length : at) > maxHeadLength) throw new MalformedResponse('a line is too long');
  return at === -1 ? undefined : data.toString('latin1', 0, at);
}
