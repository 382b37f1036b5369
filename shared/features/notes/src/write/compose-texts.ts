import { composed } from '@notes/contracts';
import type { preValidationHookHandler } from 'fastify';

/**
 * Brings the texts of a note, or of many in a bulk, to composed form (NFC) before they are validated, since their length
 * may change by it. The same word is then the same text, however the keyboard or file system it came from spells it.
 */
export const composeTexts: preValidationHookHandler = (request, _reply, done) => {
  const { body } = request;
  if (isObject(body)) {
    composeNote(body);
    if (Array.isArray(body['notes'])) body['notes'].filter(isObject).forEach(composeNote);
  }
  done();
};

function composeNote(note: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(note)) if (typeof value === 'string') note[name] = composed(value);
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
