import { processSettings } from '@notes/service';
import { expect, test } from 'vitest';
import { cliSettings } from '../session/settings.ts';
import { runCli } from '../testing/run-cli.ts';

const env = { DATABASE_URL: 'postgres://notes:hunter2@127.0.0.1/notes' };
const print = (more: NodeJS.ProcessEnv = {}) => runCli({ ...env, ...more }, 'config', 'print');

test('shows every setting of every process, and no secret', async () => {
  const secrets = {
    ...{ AUTH_JWT_SECRET: 'a secret of more than thirty-two bytes', REDIS_URL: 'redis://:hunter2@cache' },
    ...{ NOTES_TOKEN: 'hunter2', OTEL_EXPORTER_OTLP_HEADERS: 'key=hunter2' },
  };
  const { out, code } = await print(secrets);
  const lines = out.split('\n');
  const shown = new Set(lines.map((line) => line.slice(0, line.indexOf('='))));
  expect([...shown].toSorted()).toEqual(
    [
      ...new Set(Object.values({ ...processSettings, cliSettings }).flatMap((settings) => Object.keys(settings))),
    ].toSorted(),
  );
  expect(lines).toEqual(
    expect.arrayContaining([
      ...['HOST=127.0.0.1', 'COMMAND_URL=http://127.0.0.1:8081', 'QUERY_URL=http://127.0.0.1:8082'],
      ...['PORT=8080  # gateway', 'PORT=8081  # command', 'PORT=8082  # query', 'PORT=8083  # projector'],
      ...['DATABASE_URL=postgres://notes:***@127.0.0.1/notes', 'REDIS_URL=redis://:***@cache', 'AUTH_JWT_SECRET=***'],
      'TRUST_PROXY=',
    ]),
  );
  expect(out).not.toContain('hunter2');
  expect(code).toBe(0);
  expect((await print({ PORT: '9000' })).out.split('\n')).toContain('PORT=9000');
});

test('refuses what any process would, all of it at once', async () => {
  const wrong = {
    PORT: '99999',
    TRUST_PROXY: 'junk',
    COMMAND_URL: 'http://a:99999',
    HOST: '0.0.0.0',
    NOTES_CACHE_MB: 'x',
  };
  const { out, err, code } = await print(wrong);
  for (const variable of Object.keys(wrong)) expect(err).toContain(`  ${variable} `);
  expect({ out, code }).toEqual({ out: '', code: 2 });
});
