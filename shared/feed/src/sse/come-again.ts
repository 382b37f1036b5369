import type { FastifyRequest } from 'fastify';

/** So that those who lost their connection together do not come back together. Without an empty line it belongs to what follows. */
export const retryLine = (): string => `retry: ${1_000 + Math.floor(Math.random() * 2_000)}\n`;

/**
 * A stream that ends at once: how long to wait, and why as a comment. A browser's EventSource comes again after a stream that has ended, but
 * closes for ever on any status but 200.
 */
export const comeAgain = (reason: string): string => `${retryLine()}: ${reason.replace(/\s+/g, ' ')}\n`;

/** Whether a stream is asked for by name, as EventSource does and all that are like it; a range of types asks for any answer. */
export const asksForStream = ({ headers }: Pick<FastifyRequest, 'headers'>): boolean =>
  headers.accept?.toLowerCase().includes('text/event-stream') === true;
