import type { Command } from 'commander';
import { addConnectionOptions, type ConnectionOptions, findConnection } from '../../session/connect.ts';
import { formatTable, paint } from '../../table.ts';
import { failClearly, isTable, type Shown } from '../../terminal.ts';
import { examineServers } from './examine-servers.ts';
import { examineServices } from './examine-services.ts';
import type { Finding } from './finding.ts';

/** `notes doctor`: what is missing, misconfigured or behind, and what to do. */
export function addDoctor(program: Command, env: NodeJS.ProcessEnv): void {
  addConnectionOptions(
    program
      .command('doctor')
      .description(
        'Look for what is missing, misconfigured or behind, and say what to do. Exit code 1 if there is a problem.',
      ),
  )
    .option('--json', 'print JSON; the default where stdout is no terminal')
    .option('--table', 'print a table; the default on a terminal')
    .action((options: Shown & ConnectionOptions) => failClearly(() => doctor(env, options)));
}

/**
 * Looks at the settings, at the servers that they name, at how far the database is, and at the services; prints what it has found
 * and what to do. Has the process end with 1 if there is a problem. What cannot be looked at does not keep the rest from being.
 */
async function doctor(env: NodeJS.ProcessEnv, options: Shown & ConnectionOptions): Promise<void> {
  const { findings, epoch } = await examineServers(env);
  print([...findings, ...(await examineServices(findConnection(env, options), epoch))], options, env);
}

const colours = { ok: 'green', warning: 'yellow', problem: 'red', skipped: 'dim' } as const;

function print(findings: readonly Finding[], shown: Shown, env: NodeJS.ProcessEnv): void {
  const problems = findings.filter(({ state }) => state === 'problem').length;
  if (problems > 0) process.exitCode = 1;
  if (!isTable(shown)) {
    console.log(JSON.stringify({ findings, problems }, null, 2));
    return;
  }
  const rows = findings.map(({ state, check, detail }) => [state, check, detail]);
  const lines = formatTable(['', '', ''], rows).split('\n').slice(1);
  for (const [i, { state, todo }] of findings.entries()) {
    const line = lines[i] ?? '';
    console.log(paint(colours[state], line.slice(0, state.length), env) + line.slice(state.length));
    if (todo !== undefined) console.log(`         → ${todo}`);
  }
  console.log(problems === 0 ? '\nNo problem was found.' : `\nProblems: ${problems}.`);
}
