// Downloads jars of Maven Central into a folder: node fetch-artifacts.mjs <folder> <group:artifact:version>...
// Whoever calls it checks the contents. Exit code 1 and a line per failure if one could not be had.
import download from 'mvn-artifact-download';

const atOnce = 8;
const attempts = 3;
const stallMs = 60_000;

const [folder, ...waiting] = process.argv.slice(2);

async function fetchOne(coordinate) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await download.default(coordinate, folder, undefined, undefined, { timeout: stallMs });
    } catch (error) {
      if (attempt === attempts) throw error;
    }
  }
}

async function worker() {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await fetchOne(next);
}

try {
  await Promise.all(Array.from({ length: atOnce }, worker));
} catch (error) {
  console.error(String(error));
  process.exit(1);
}
