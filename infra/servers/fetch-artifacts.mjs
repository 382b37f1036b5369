// Downloads jars from Maven Central into a folder: node fetch-artifacts.mjs <folder> <group:artifact:version>...
// Without arguments, those of Kafka that are not in the cache (`cacheDir` in src/ensure-artifacts.ts). What is in a file is checked where it is used. Exit
// code 1 if one could not be had.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { argv, env } from 'node:process';
import download from 'mvn-artifact-download';

const atOnce = 8;
const attempts = 3;
const stallMs = 60_000;

const cacheDir = env.NOTES_CACHE_DIR ?? join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'notes-local');
const [folder = join(cacheDir, 'artifacts'), ...asked] = argv.slice(2);
const known = JSON.parse(readFileSync(new URL('src/kafka-artifacts.json', import.meta.url), 'utf8'));
const waiting = asked.length > 0 ? asked : Object.keys(known).filter((name) => !existsSync(fileOf(name)));

function fileOf(coordinate) {
  const [, name, version] = coordinate.split(':');
  return join(folder, `${name}-${version}.jar`);
}

async function fetchOne(coordinate, incoming) {
  await download.default(coordinate, incoming, undefined, undefined, { timeout: stallMs });
  renameSync(join(incoming, basename(fileOf(coordinate))), fileOf(coordinate));
}

async function insist(coordinate, incoming) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await fetchOne(coordinate, incoming);
    } catch (error) {
      if (attempt === attempts) throw error;
    }
  }
}

async function worker(incoming) {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await insist(next, incoming);
}

mkdirSync(folder, { recursive: true });
const incoming = mkdtempSync(join(folder, 'incoming-'));
try {
  await Promise.all(Array.from({ length: atOnce }, () => worker(incoming)));
} catch (error) {
  console.error(`${error} ${error.cause ?? ''}`);
  process.exitCode = 1;
} finally {
  rmSync(incoming, { recursive: true, force: true });
}
