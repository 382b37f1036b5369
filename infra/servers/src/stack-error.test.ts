import { expect, test } from 'vitest';
import { advice } from './stack-error.ts';

test.each([
  ['java.io.IOException: No space left on device', /disk is full/],
  ['Error: ENOSPC: no space left on device, write', /disk is full/],
  ['# Could not create server TCP listening socket 127.0.0.1:6379: bind: Address already in use', /port was taken/],
  ['java.net.BindException: Cannot assign', /port was taken/],
  ['Error: spawn ENOEXEC', /another processor/],
  ['java.lang.UnsupportedClassVersionError: kafka/Kafka has been compiled by a more recent version', /JAVA_HOME/],
  ['redis-server: error while loading shared libraries: libssl.so.3: cannot open shared object file', /system library/],
  ['FetchError: request failed, reason: getaddrinfo ENOTFOUND', /needs a network/],
  ['mkdir: Permission denied', /owner and mode/],
])('knows what to do about "%s"', (text, told) => {
  expect(advice(text)).toMatch(told);
});

test('has no advice for what it does not know', () => {
  expect(advice('FATAL: lock file "postmaster.pid" is empty')).toBeUndefined();
});
