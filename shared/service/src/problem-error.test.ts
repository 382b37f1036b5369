import { problems } from '@notes/contracts';
import { expect, test } from 'vitest';
import { ProblemError, problemBody } from './problem-error.ts';

test('has the status and title of its slug, and the path without its query', () => {
  const error = new ProblemError('not-found', 'No such note.');
  expect(problemBody(error, '/v1/notes/x?version=1')).toEqual({
    type: '/problems/not-found',
    title: problems['not-found'].title,
    status: 404,
    detail: 'No such note.',
    instance: '/v1/notes/x',
  });
});

test('carries errors and further members', () => {
  const errors = [{ pointer: '#/title', code: 'too-long', detail: 'Must be shorter.' }];
  const error = new ProblemError('precondition-failed', 'Stale.', { errors, extra: { current: { version: 2 } } });
  expect(problemBody(error, '/')).toMatchObject({ errors, current: { version: 2 } });
});

test.each(['rate-limited', 'unavailable', 'outcome-unknown'] as const)('tells when to try again: %s', (slug) => {
  expect(new ProblemError(slug, '').headers).toEqual({ 'retry-after': '1' });
  expect(new ProblemError(slug, '', { headers: { 'retry-after': '7' } }).headers).toEqual({ 'retry-after': '7' });
});

test('does not tell to try again what will not change', () => {
  expect(new ProblemError('not-found', '').headers).toEqual({});
});
