import type { FeedStatus, NotesClient } from '@notes/client';
import { exitCodes, UsageError } from '../exit-code.ts';
import { withClient } from '../session/connect.ts';
import { failClearly, isTable, say } from '../terminal.ts';
import { type AddCommand, type Given, readCount } from './command-options.ts';
import { eventLine, type ShownEvent } from './render.ts';
import type { Resource } from './resource.ts';

type Options = { readonly event?: string; readonly since?: string; readonly limit?: number };

/** `watch [id]`: prints what happens, as it happens. */
export function addWatch(add: AddCommand, { all, one, authors }: Resource, env: NodeJS.ProcessEnv): void {
  const command = add('watch [id]', `Print what happens to ${all}, or to one ${one}, until Ctrl-C.`)
    .option(`--${authors} <name>`, `only what comes on the channel ${authors}:<name>`)
    .option('--event <pattern>', "only these events, for instance '*Created'")
    .option('--since <position>', 'everything after this position first')
    .option('--limit <n>', 'end after so many events', readCount);
  command.action((id: string | undefined) => {
    const given = command.optsWithGlobals<Given<Options>>();
    const name = command.opts()[authors] as string | undefined;
    return failClearly(async () => {
      if (id !== undefined && name !== undefined) throw new UsageError(`Give an id or --${authors}, not both.`);
      const channel = name === undefined ? [all, id].filter(Boolean).join(':') : `${authors}:${name}`;
      await withClient(env, given, (client) => follow(client, channel, given, env));
    });
  });
}

async function follow(
  client: NotesClient,
  channel: string,
  given: Given<Options>,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { event, since, limit = Number.POSITIVE_INFINITY } = given;
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort();
  process.once('SIGINT', interrupt);
  try {
    const onStatus = (status: FeedStatus): void => tell(status, channel, env);
    const subscription = client.feed.subscribe(channel, { event, since, onStatus, signal: interrupted.signal });
    let seen = 0;
    for await (const { data, position } of subscription) {
      console.log(isTable(given) ? eventLine(data as ShownEvent) : JSON.stringify({ ...data, position }));
      seen += 1;
      if (seen >= limit) return;
    }
    process.exitCode = exitCodes.interrupted;
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(`--since: ${error.message}`);
    throw error;
  } finally {
    process.off('SIGINT', interrupt);
  }
}

function tell(status: FeedStatus, channel: string, env: NodeJS.ProcessEnv): void {
  if (status.state === 'live') say(env, `following ${channel}; Ctrl-C ends it`);
  if (status.state === 'reconnecting')
    say(env, `connection lost, next attempt in ${(status.inMs / 1000).toFixed(1)} s`);
}
