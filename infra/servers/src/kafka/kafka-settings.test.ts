import { expect, test } from 'vitest';
import { kafkaSettings } from './kafka-settings.ts';

test('makes a broker that only this machine can reach, with its log where it is told', () => {
  const settings = kafkaSettings({ port: 9094, controllerPort: 9095, dataDir: '/data/kafka' }).split('\n');
  expect(settings).toContain('listeners=PLAINTEXT://127.0.0.1:9094,CONTROLLER://127.0.0.1:9095');
  expect(settings).toContain('advertised.listeners=PLAINTEXT://127.0.0.1:9094');
  expect(settings).toContain('controller.quorum.voters=1@127.0.0.1:9095');
  expect(settings).toContain('log.dirs=/data/kafka');
  expect(settings).toContain('auto.create.topics.enable=false');
});

test('sends clients that come by a detour back to the proxy they came through', () => {
  const detours = [{ port: 9096, advertised: 7001 }];
  const settings = kafkaSettings({ port: 9094, controllerPort: 9095, dataDir: '/data', detours }).split('\n');
  expect(settings).toContain(
    'listeners=PLAINTEXT://127.0.0.1:9094,DETOUR0://127.0.0.1:9096,CONTROLLER://127.0.0.1:9095',
  );
  expect(settings).toContain('advertised.listeners=PLAINTEXT://127.0.0.1:9094,DETOUR0://127.0.0.1:7001');
});

test('lets clients in over TLS with a login, where one is wanted, and shows the others nothing of it', () => {
  const secured = { port: 9097, user: 'ada', password: 'secret', keystore: '/data/broker.p12' };
  const settings = kafkaSettings({ port: 9094, controllerPort: 9095, dataDir: '/data', secured });
  expect(settings).toContain('SECURED://127.0.0.1:9097,CONTROLLER');
  expect(settings).toContain('SECURED:SASL_SSL');
  expect(settings).toContain('listener.name.secured.ssl.keystore.location=/data/broker.p12\n');
  expect(settings).toContain('PlainLoginModule required user_ada="secret";\n');
  expect(kafkaSettings({ port: 9094, controllerPort: 9095, dataDir: '/data' })).not.toContain('listener.name.');
});
