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
  if (typeof note['title'] === 'string') note['title'] = composed(note['title']);
  if (typeof note['description'] === 'string') note['description'] = composed(note['description']);
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
