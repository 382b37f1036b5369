import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Java } from '../java/java.ts';
import { runCommand } from '../processes/run-command.ts';
import { serverEnvironment } from '../server-environment.ts';
import type { KafkaLogin } from '../stack.ts';
import type { StartContext } from '../start-context.ts';

/** The same, with the certificate that it shows. */
export type SecuredListener = KafkaLogin & { readonly keystore: string };

const keystorePassword = 'nothing-secret';
const keytoolTimeoutMs = 60_000;
const sasl = 'org.apache.kafka.common.security';

/** Clients may log in by each of the three mechanisms that our configuration knows. */
export function securedListenerSettings({ user, password, keystore }: SecuredListener): Record<string, string> {
  const listener = 'listener.name.secured';
  return {
    [`${listener}.ssl.keystore.location`]: keystore,
    [`${listener}.ssl.keystore.type`]: 'PKCS12',
    [`${listener}.ssl.keystore.password`]: keystorePassword,
    [`${listener}.sasl.enabled.mechanisms`]: 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    [`${listener}.plain.sasl.jaas.config`]: `${sasl}.plain.PlainLoginModule required user_${user}="${password}";`,
    [`${listener}.scram-sha-256.sasl.jaas.config`]: `${sasl}.scram.ScramLoginModule required;`,
    [`${listener}.scram-sha-512.sasl.jaas.config`]: `${sasl}.scram.ScramLoginModule required;`,
  };
}

/** What formatting the log is told of the login: Kafka keeps those of SCRAM in the cluster. */
export const scramArguments = ({ user, password }: KafkaLogin): string[] =>
  ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
    '--add-scram',
    `${mechanism}=[name=${user},password=${password}]`,
  ]);

/**
 * Makes a certificate for this machine that has signed itself, once: a keystore for the broker, and beside it `broker.pem`
 * for its clients. The tool for it is part of every Java, also of those that come without its command.
 */
export async function ensureKeystore(java: Java, home: string, context: StartContext): Promise<string> {
  const keystore = join(home, 'broker.p12');
  const certificate = join(home, 'broker.pem');
  const keytool = async (...args: readonly string[]): Promise<void> => {
    const where = ['-alias', 'broker', '-keystore', keystore, '-storetype', 'PKCS12', '-storepass', keystorePassword];
    const command = ['-m', 'java.base/sun.security.tools.keytool.Main', ...args, ...where];
    const settings = { env: serverEnvironment(context.env), timeoutMs: keytoolTimeoutMs, signal: context.signal };
    await runCommand(java.command, command, settings);
  };
  if (existsSync(certificate)) return keystore;
  const names = ['-dname', 'CN=localhost', '-ext', 'SAN=ip:127.0.0.1,dns:localhost', '-validity', '365'];
  await keytool('-genkeypair', '-keyalg', 'EC', '-groupname', 'secp256r1', ...names);
  await keytool('-exportcert', '-rfc', '-file', certificate);
  return keystore;
}
