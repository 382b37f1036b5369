import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { alertTests } from './alert-tests.ts';
import { burnCases, causeCases } from './cases/all-cases.ts';
import { findPrometheus } from './prometheus.ts';
import { ruleFiles } from './rule-files.ts';

/** Checks the rules and tries every alert with promtool: that it does not fire, fires, and is over again. */
async function main(): Promise<void> {
  const { promtool } = await findPrometheus();
  const files = ruleFiles().map(({ path }) => path);
  await run(promtool, ['check', 'rules', '--lint=all', ...files]);
  const folder = await mkdtemp(join(tmpdir(), 'notes-alerts-'));
  try {
    const causes = join(folder, 'causes.json');
    const burns = join(folder, 'burns.json');
    await writeFile(causes, alertTests(files, causeCases, '15s'));
    const objectives = files.filter((path) => path.endsWith('objectives.yml'));
    await writeFile(burns, alertTests(objectives, burnCases, '1m'));
    await run(promtool, ['test', 'rules', causes, burns]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  process.stdout.write(`${causeCases.length + burnCases.length} cases of alerts are as they should be\n`);
}

/** Throws an Error with all that the program has said, if it fails. */
async function run(program: string, args: readonly string[]): Promise<void> {
  await promisify(execFile)(program, args, { maxBuffer: 16 * 1024 * 1024 }).catch(
    (error: { stdout?: string; stderr?: string; message: string }) => {
      throw new Error(`${error.stdout ?? ''}${error.stderr ?? error.message}`);
    },
  );
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
