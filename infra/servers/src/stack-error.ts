/** Something that the person at the keyboard can mend. The message says what happened and what to do; it needs no stack trace. */
export class StackError extends Error {
  override readonly name = 'StackError';
}
