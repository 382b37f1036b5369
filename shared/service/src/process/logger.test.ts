import { expect, test } from 'vitest';
import { createLogger } from './logger.ts';

function linesOf(write: (logger: ReturnType<typeof createLogger>) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  write(createLogger('command', 'info', { write: (line: string) => lines.push(line) }));
  return lines.map((line) => JSON.parse(line));
}

test('writes JSON with the service, the level by name and the time as RFC 3339', () => {
  const [line] = linesOf((logger) => logger.info({ partition: 3 }, 'caught up'));
  expect(line).toMatchObject({ service: 'command', level: 'info', msg: 'caught up', partition: 3 });
  expect(line?.['time']).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
});

test('writes nothing below its level', () => {
  expect(linesOf((logger) => logger.debug('noise'))).toEqual([]);
});

test('censors secrets at the top and inside, and masks passwords in addresses', () => {
  const lines = linesOf((logger) => {
    logger.info({ headers: { authorization: 'Bearer hunter2', accept: '*/*' } }, 'request');
    logger.info({ config: { AUTH_JWT_SECRET: 'hunter2', DATABASE_URL: 'postgres://a:hunter2@db/n' } }, 'config');
    logger.info({ token: 'hunter2', request: { headers: { cookie: 'hunter2' } } }, 'more');
  });
  expect(JSON.stringify(lines)).not.toContain('hunter2');
  expect(lines[1]).toMatchObject({ config: { DATABASE_URL: 'postgres://a:***@db/n' } });
});

test('writes errors with their causes', () => {
  const err = new Error('cannot start', { cause: new Error('connection refused') });
  const [line] = linesOf((logger) => logger.error({ err }, 'failed'));
  expect(line).toMatchObject({
    err: { type: 'Error', message: 'cannot start', cause: { message: 'connection refused' } },
  });
});
