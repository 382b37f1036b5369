import { storableText } from '@notes/contracts';
import type { Scope } from './scope.ts';

/** Who sent a request, and whether they may change the notes of others. */
export type Caller = {
  readonly subject: string;
  readonly may: 'any' | 'own';
  readonly scopes: ReadonlySet<Scope>;
  /** When the token ends, in milliseconds since the epoch; absent without a token. */
  readonly expiresAtMs?: number;
};

export const maxSubjectLength = 255;
const storable = new RegExp(storableText, 'u');

/** Whether a name can be that of a caller: 1 to 255 characters that the log and the database can hold. */
export const isSubject = (name: unknown): name is string =>
  typeof name === 'string' && name !== '' && storable.test(name) && [...name].length <= maxSubjectLength;
