import { createNotesClient, UnauthorizedError } from '@notes/client';
import { describeError, version } from '@notes/service';
import { describeFailure } from '../../describe-failure.ts';
import type { Connection } from '../../session/connect.ts';
import { type Finding, ok, problem, skipped, warning } from './finding.ts';

const timeoutMs = 5_000;

type Ready = { readonly ready: boolean; readonly checks: Readonly<Record<string, string>> };

/** The services, as the gateway sees them; and whether the caller's token is good. `epoch`: of the log that the settings name. */
export async function examineServices({ url, token, user }: Connection, epoch: string | undefined): Promise<Finding[]> {
  const ready = await readinessOf(url);
  const caller = { url, token, user };
  if (ready === elsewhere)
    return [
      skipped('gateway', `${url} has its probes on a port of their own (ADMIN_PORT)`),
      ...(await examineCaller(caller, epoch)),
    ];
  if (typeof ready === 'string')
    return [
      problem('gateway', `${url}: ${ready}`, 'Start it (`npm start`, or services/gateway), or set NOTES_URL or --url.'),
    ];
  const waiting = Object.entries(ready.checks).filter(([, state]) => state !== 'ok');
  const shown = waiting.map(([name, state]) => `${name}: ${state}`).join('; ');
  const gateway = ready.ready
    ? waiting.length === 0
      ? ok('gateway', `${url} is ready, and so are the services behind it`)
      : warning('gateway', `${url} is ready, but ${shown}`, 'Start what is missing, or see its /readyz and its log.')
    : problem('gateway', `${url} is not ready: ${shown}`, 'Start what is missing, or see its /readyz and its log.');
  return [gateway, ...(await examineCaller(caller, epoch))];
}

const elsewhere = 'probes are on another port';

async function readinessOf(url: string): Promise<Ready | string> {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(timeoutMs) });
    const body: unknown = await response.json();
    if (response.status === 404 && isNotFound(body)) return elsewhere;
    const isOurs = typeof body === 'object' && body !== null && 'ready' in body && 'checks' in body;
    return isOurs ? (body as Ready) : 'something else answers there';
  } catch (error) {
    if (error instanceof SyntaxError) return 'something else answers there';
    return describeError(error instanceof Error && error.cause !== undefined ? error.cause : error);
  }
}

/** The problem of ours, whatever address stands before its name. */
const isNotFound = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'type' in body && String(body.type).endsWith('/problems/not-found');

type Caller = { readonly url: string; readonly token: string | undefined; readonly user: string | undefined };

async function examineCaller({ url, token, user }: Caller, epoch: string | undefined): Promise<Finding[]> {
  const name = token === undefined ? 'reads' : 'token';
  try {
    const client = createNotesClient({ url, token, user, retries: 0, timeoutMs });
    const status = await client.status();
    const [built] = status.build.split('+');
    return [
      ok(name, token === undefined ? 'are answered without a token' : 'is accepted'),
      ...(epoch === undefined || epoch === status.epoch
        ? []
        : [
            problem(
              'system',
              `the gateway serves the log ${status.epoch}, but the settings here name ${epoch}`,
              'Point NOTES_URL, or DATABASE_URL and KAFKA_BROKERS, at the same system.',
            ),
          ]),
      ...(built === version
        ? []
        : [
            warning(
              'versions',
              `the services are ${status.build}, this tool is ${version}`,
              'Use the same version of both.',
            ),
          ]),
    ];
  } catch (error) {
    if (error instanceof UnauthorizedError)
      return token === undefined
        ? [skipped(name, 'need a token: pass --token or NOTES_TOKEN, or use `notes login`')]
        : [problem(name, describeFailure(error), 'Get a new one, and keep it with `notes login`.')];
    return [problem(name, describeFailure(error), 'See the logs of query and gateway.')];
  }
}
