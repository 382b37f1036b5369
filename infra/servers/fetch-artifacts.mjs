// Downloads jars from Maven Central into a folder: node fetch-artifacts.mjs <folder> <group:artifact:version>...
// Without arguments, those of Kafka that are not in the cache (src/cache-dir.ts). Plain Node without a dependency, so that they can be fetched
// while packages are being installed. What is in a file is checked where it is used. Exit code 1 if one could not be had.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { argv, env } from 'node:process';

const atOnce = 8;
const attempts = 3;
const timeoutMs = 120_000;

const cacheDir = env.NOTES_CACHE_DIR ?? join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'notes-local');
const [folder = join(cacheDir, 'artifacts'), ...asked] = argv.slice(2);
const known = JSON.parse(readFileSync(new URL('src/artifacts/kafka-artifacts.json', import.meta.url), 'utf8'));
const waiting = asked.length > 0 ? asked : Object.keys(known).filter((name) => !existsSync(fileOf(name)));

function fileOf(coordinate) {
  const [, name, version] = coordinate.split(':');
  return join(folder, `${name}-${version}.jar`);
}

async function fetchOne(coordinate) {
  const [group, name, version] = coordinate.split(':');
  const url = `https://repo1.maven.org/maven2/${group.replaceAll('.', '/')}/${name}/${version}/${name}-${version}.jar`;
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  const unfinished = `${fileOf(coordinate)}.${process.pid}`;
  writeFileSync(unfinished, Buffer.from(await response.arrayBuffer()));
  renameSync(unfinished, fileOf(coordinate));
}

async function insist(coordinate) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await fetchOne(coordinate);
    } catch (error) {
      if (attempt === attempts) throw error;
    }
  }
}

async function worker() {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await insist(next);
}

try {
  mkdirSync(folder, { recursive: true });
  await Promise.all(Array.from({ length: atOnce }, worker));
} catch (error) {
  console.error(`${error} ${error.cause ?? ''}`);
  process.exit(1);
}
