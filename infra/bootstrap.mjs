// What `npm start`, `npm test`, `npm run new`, `npm run bench`, `npm run compat:clients`, `npm run rehearse` and `npm run reset` run: it makes sure that
// everything is installed and built, then does what was asked. Plain Node without a dependency, because it has to work before there are any.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, env, execPath, ppid } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const oldestNode = [20, 19];
const parentCheckMs = 500;

const programs = {
  start: 'infra/local/dist/bundle.js',
  reset: 'infra/local/dist/bundle.js',
  new: 'infra/new/dist/main.js',
  bench: 'test/dist/bench/main.js',
  compat: 'test/dist/compat/main.js',
  rehearse: 'test/dist/rehearse/main.js',
};

/** Installing and building say nothing to anyone outside. */
const quiet = { TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1', DO_NOT_TRACK: '1' };

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  throw new Error(
    `Notes needs Node ${oldestNode.join('.')} or newer; this is ${process.versions.node}. With nvm: nvm install 22 && nvm use 22`,
  );
}

function step(text) {
  console.log(`> ${text}`);
}

/**
 * Runs a program in our place on the terminal and returns its exit code; a signal that ended it counts as 1. With `quietly`
 * its output is shown only if it fails.
 */
function run(command, args, quietly = false) {
  // The terminal sends a Ctrl-C to the child as well, so it is not passed on; we only have to outlive the child.
  const outlive = () => undefined;
  process.on('SIGINT', outlive);
  const stdio = quietly ? ['ignore', 'pipe', 'pipe'] : 'inherit';
  const child = spawn(command, args, { cwd: root, stdio, env: { ...env, ...quiet } });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes) => output.push(bytes));
  const passOn = (signal) => child.kill(signal);
  process.on('SIGTERM', passOn);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code !== 0) for (const bytes of output) process.stderr.write(bytes);
      process.off('SIGINT', outlive);
      process.off('SIGTERM', passOn);
      resolve(code ?? 1);
    });
  });
}

/**
 * npm runs us through a shell that passes no signal on: who stops npm would leave us behind. So when the shell is gone we
 * take it as a SIGTERM. Started without npm we may well outlive our parent.
 */
function endWithNpm() {
  if (!env.npm_lifecycle_event) return;
  const shell = ppid;
  const timer = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, parentCheckMs);
  timer.unref();
}

/** npm as it runs us, else the one on PATH. */
function npm(...args) {
  const path = env.npm_execpath;
  return path?.endsWith('.js') ? run(execPath, [path, ...args]) : run('npm', args);
}

function modified(file) {
  return existsSync(file) ? statSync(file).mtimeMs : 0;
}

/**
 * Installs what is missing. To start takes what runs and what bundles it; compilers, linters and all that only tests need are left out,
 * unless they are there already.
 */
async function install(toStart) {
  const lock = modified(join(root, 'package-lock.json'));
  const installed = modified(join(root, 'node_modules/.package-lock.json'));
  const complete = existsSync(join(root, 'node_modules/vitest'));
  if (installed > 0 && installed >= lock && (complete || toStart)) return;
  step('installing packages (npm ci)');
  const which = toStart && !complete ? '--omit=dev' : '--include=dev';
  if ((await npm('ci', which, '--no-audit', '--no-fund', '--loglevel=error')) !== 0) {
    throw new Error('The packages could not be installed. Is there a network, and room on the disk?');
  }
}

/** Fetches Kafka beside what else is done. What could not be had is tried again, and reported, when it is needed. */
function fetchServers() {
  if (env.KAFKA_BROKERS) return;
  const child = spawn(execPath, [join(root, 'infra/servers/fetch-artifacts.mjs')], { stdio: 'ignore' });
  return new Promise((resolve) => child.once('error', resolve).once('exit', resolve));
}

/** Checks and compiles one package, with those that it uses. */
async function compile(folder) {
  const code = await run(execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b', join(root, folder)], true);
  if (code !== 0) throw new Error('The build failed: see above.');
}

/** Bundles what runs. Its types are checked, and compiled for who wants the parts, only where that is asked for. */
async function build(alsoTypes) {
  step('building what has changed');
  const turbo = join(root, 'node_modules/turbo/bin/turbo');
  const args = ['run', 'build', '--output-logs=errors-only', '--log-order=grouped'];
  const codes = await Promise.all([
    run(execPath, [turbo, ...args], true),
    alsoTypes ? run(execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b'], true) : 0,
  ]);
  if (codes.some((code) => code !== 0)) throw new Error('The build failed: see above.');
}

/** In this very process, so that a signal has one receiver and a Ctrl-C is heard once. */
async function runHere(task, args) {
  const file = programs[task];
  const path = join(root, file);
  if (!existsSync(path)) throw new Error(`${file} is missing although the build succeeded.`);
  process.argv = [execPath, path, ...(file.endsWith('bundle.js') ? [task] : []), ...args];
  await import(pathToFileURL(path).href);
}

/** @returns {{ passed: number, failed: number }} what vitest's report says; its exit code counts when it says nothing. */
function count(report, exitCode) {
  let passed = 0;
  let failed = 0;
  if (existsSync(report)) {
    const result = JSON.parse(readFileSync(report, 'utf8'));
    passed = result.numPassedTests;
    // A file that cannot even be loaded has no test in it that could fail.
    const broken = result.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
    failed = result.numFailedTests + broken.length;
  }
  return { passed, failed: exitCode !== 0 && failed === 0 ? 1 : failed };
}

async function test(args) {
  step('checking format, layers, unused code and types');
  const checked = (await npm('run', 'check')) === 0;
  step('running the tests');
  const folder = mkdtempSync(join(tmpdir(), 'notes-test-'));
  const report = join(folder, 'report.json');
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const exitCode = await run(execPath, [vitest, 'run', ...reporters, ...args]);
  const { passed, failed } = count(report, exitCode);
  rmSync(folder, { recursive: true, force: true });
  const sum = { passed: passed + (checked ? 1 : 0), failed: failed + (checked ? 0 : 1) };
  console.log(`${sum.passed} passed, ${sum.failed} failed`);
  process.exitCode = sum.failed === 0 ? 0 : 1;
}

async function main([task, ...args]) {
  checkNode();
  endWithNpm();
  if (task !== 'test' && !Object.hasOwn(programs, task ?? '')) {
    throw new Error('Usage: node infra/bootstrap.mjs start|test|new|bench|compat|rehearse|reset [arguments]');
  }
  const toStart = task === 'start' || task === 'reset';
  await install(toStart);
  if (task === 'new') {
    await compile('infra/new');
    return runHere(task, args);
  }
  const fetched = task === 'reset' ? undefined : fetchServers();
  await build(!toStart);
  await fetched;
  if (task === 'test') await test(args);
  else await runHere(task, args);
}

try {
  await main(argv.slice(2));
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
