import { NotUniqueError, ProblemError, TimeoutError, TransportError, UnauthorizedError } from '@notes/client';
import { LogError } from '@notes/log';
import { ConfigError } from '@notes/service';
import { expect, test } from 'vitest';
import { describeFailure } from './describe-failure.ts';
import { exitCodeOf, NothingThere, UsageError } from './exit-code.ts';

const problem = (status: number, more = {}) => ({
  problem: { type: `/problems/a-${status}`, title: 'Title', status, detail: 'Detail.', instance: '/v1/notes', ...more },
});
const withCode = (code: string) => Object.assign(new Error('x'), { code });

test.each([
  [new UsageError('x'), 2],
  [new ConfigError([]), 2],
  [new ProblemError(problem(422)), 2],
  [new ProblemError(problem(400)), 2],
  [new ProblemError(problem(404)), 3],
  [new NothingThere('x'), 3],
  [new ProblemError(problem(409)), 4],
  [new ProblemError(problem(412)), 4],
  [new ProblemError(problem(401)), 5],
  [new ProblemError(problem(403)), 5],
  [new ProblemError(problem(429)), 6],
  [new ProblemError(problem(503)), 6],
  [new TransportError('x'), 6],
  [new TimeoutError('x'), 6],
  [new LogError('unavailable', 'x'), 6],
  [withCode('ECONNREFUSED'), 6],
  [withCode('57P03'), 6],
  [new AggregateError([withCode('ECONNREFUSED')]), 6],
  [Object.assign(new TransportError('x'), { mayHaveHappened: true }), 7],
  [new ProblemError(problem(500)), 1],
  [new LogError('fatal', 'x'), 1],
  [withCode('42P01'), 1],
  [new Error('x'), 1],
])('%s ends with %i', (error, code) => expect(exitCodeOf(error)).toBe(code));

test('what is wrong with the input is said by its flags', () => {
  const errors = [
    { pointer: '#/unique_title', code: 'too-long', detail: 'Too long.' },
    { parameter: 'priority:ge', code: 'wrong', detail: 'Wrong.' },
    { pointer: '#/tasks/3/title', code: 'missing', detail: 'Missing.' },
  ];
  expect(describeFailure(new ProblemError(problem(422, { errors })))).toBe(
    '--unique-title: Too long.\n--priority:ge: Wrong.\n#/tasks/3/title: Missing.',
  );
});

test('it is said what to do', () => {
  expect(describeFailure(new UnauthorizedError(problem(401)))).toContain('notes login');
  const taken = new NotUniqueError(problem(409, { holder: '/v1/tasks/a555' }));
  expect(describeFailure(taken)).toBe('Detail.\nThe one that has it: `notes tasks get a555`.');
  expect(describeFailure(new ProblemError(problem(412, { current: { version: 7 } })))).toContain('version 7');
  const unsure = Object.assign(new TransportError('No answer.'), { mayHaveHappened: true, idempotencyKey: 'k1' });
  expect(describeFailure(unsure)).toContain('--key k1');
  const away = new TransportError('http://a cannot be reached.', { cause: withCode('ECONNREFUSED') });
  expect(describeFailure(away)).toMatch(/^http:\/\/a cannot be reached: it refuses connections\.\n.*notes doctor/);
});
