import { expect, test } from 'vitest';
import { interpretStatus } from './interpret-status.ts';

test('a status is put into words, and a problem with its own', () => {
  expect(interpretStatus(200)).toBe('Request was successful');
  expect(interpretStatus(299)).toBe('299: unknown status code');
  const problem = {
    type: '/problems/invalid',
    title: 'Invalid',
    status: 422,
    detail: '#/title: Too long.',
    instance: '/v1/notes',
  };
  expect(interpretStatus(problem)).toBe('Some of it is not valid; the details say what: #/title: Too long.');
});
