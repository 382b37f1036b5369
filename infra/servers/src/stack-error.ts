/** Something that the user can mend. The message has what happened and what to do; it needs no stack trace. */
export class StackError extends Error {
  override readonly name = 'StackError';
}

/** What a line of output, or a system error, means for the person reading it. The first match counts. */
const meanings: readonly (readonly [RegExp, string])[] = [
  [
    /ENOSPC|No space left on device/i,
    'The disk is full: make room, or move the downloads elsewhere with NOTES_CACHE_DIR.',
  ],
  [
    /EADDRINUSE|Address already in use|BindException/i,
    'The port was taken in the meantime: start again, another one is chosen.',
  ],
  [
    /ENOEXEC|Exec format error|cannot execute binary file|bad CPU type/i,
    'The program is for another processor or system: install the server yourself, or name one by its URL.',
  ],
  [/UnsupportedClassVersionError/i, 'This Java is too old for Kafka: set JAVA_HOME to Java 17 or newer.'],
  [
    /error while loading shared libraries|Library not loaded/i,
    'A system library is missing: install the server with the package manager of this machine, or name one by its URL.',
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT|Unknown host|Could not transfer|NewConnectionError|UnknownHostException/i,
    'The download needs a network: connect, or check the proxy settings of this machine.',
  ],
  [/EACCES|EPERM|Permission denied/i, 'A file or folder is not accessible: check its owner and mode.'],
  [/could not create shared memory|could not resize shared memory/i, 'Too little shared memory: enlarge /dev/shm.'],
  [/OutOfMemoryError|insufficient memory|Cannot allocate memory/i, 'Too little memory: close something, or add some.'],
];

/** The advice for a failure, from all that is known of it as text; undefined when it means nothing to us. */
export function advice(text: string): string | undefined {
  return meanings.find(([pattern]) => pattern.test(text))?.[1];
}
