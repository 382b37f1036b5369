import { hash, randomUUID } from 'node:crypto';
import { parse, v5 } from 'uuid';

/** Namespace of all ids that we derive. Never change it: repeated requests would no longer meet their first result. */
const namespace = parse('8b0b8b3e-3c5e-4f5d-9f1e-6f5d2a7c9e41');

const derive = (...name: readonly (string | number)[]): string => v5(JSON.stringify(name), namespace);

/** Who a command is, and whether it may come again. */
export type Identity = { readonly commandId: string; readonly keyed: boolean };

/** The nth create of a request: with a key, the subject (by the name of its kind) and the command are the same on every repetition, on any instance. */
export function identifyCreate(
  name: string,
  actor: string,
  key: string | undefined,
  item: number,
): Identity & { readonly subject: string; readonly isNew: boolean } {
  if (key === undefined) return { subject: randomUUID(), isNew: true, commandId: randomUUID(), keyed: false };
  return {
    subject: derive(name, actor, key, item),
    isNew: false,
    commandId: derive(actor, key, item),
    keyed: true,
  };
}

/** A command on a subject that exists. */
export function identifyChange(actor: string, key: string | undefined, subject: string): Identity {
  if (key === undefined) return { commandId: randomUUID(), keyed: false };
  return { commandId: derive(actor, key, subject), keyed: true };
}

/** Without a key nothing can be a repetition, so there is nothing to compare. */
const noFingerprint = '-';

/** A digest of what was asked for under a key, to tell a repetition from another request. Written into events: a form once used must be known for ever. */
export const fingerprintOf = (key: string | undefined, operation: string, body: unknown): string =>
  key === undefined ? noFingerprint : hash('sha256', JSON.stringify([operation, body]), 'base64url');

/** What the events of a request to create say of it. */
export type CreateFingerprint = {
  readonly fingerprint: string;
  readonly formerFingerprint: (() => string) | undefined;
};

/**
 * The digest of a request to create these items: as a single one, or as a bulk, for a bulk of one is another request than that one alone.
 * Events up to 0.1.0 say the same for both (`formerFingerprint`), and a repetition of either still meets its first result.
 */
export const createFingerprint = (
  key: string | undefined,
  operation: 'create-one' | 'create-many',
  items: readonly unknown[],
): CreateFingerprint => ({
  fingerprint: fingerprintOf(key, operation, items),
  formerFingerprint: key === undefined ? undefined : () => fingerprintOf(key, 'create', items),
});
