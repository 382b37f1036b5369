// Lints what the services say of their APIs, and the gateway's merged description of all, by the rules of redocly.yaml, and compares them
// with the routes by which the gateway finds the service of an operation. The documents are those of the real, built services, which are
// put together and never started.
import { fileURLToPath } from 'node:url';
import { formatProblems, getTotals, lintFromString, loadConfig as loadRules } from '@redocly/openapi-core';

const root = new URL('..', import.meta.url);
const load = (path) => import(new URL(path, root));

/** With tokens and limits, so that what comes of those is described, too. Nothing is connected to. */
const env = {
  DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
  AUTH_JWT_SECRET: 'no secret at all, but long enough for one',
  RATE_LIMIT_PER_HOUR: '1',
  LOG_LEVEL: 'silent',
};

async function describe(name) {
  const { [`${name}Service`]: service } = await load(`services/${name}/dist/app.js`);
  const { server } = await service(env);
  return server.app.swagger();
}

const command = await describe('command');
const query = await describe('query');
const gateway = await describe('gateway');
const { mergeDocuments } = await load('services/gateway/dist/api/openapi.js');
const documents = { command, query, gateway: mergeDocuments(gateway, [command, query]) };

const config = await loadRules({ configPath: fileURLToPath(new URL('redocly.yaml', root)) });
let failed = false;
for (const [name, document] of Object.entries(documents)) {
  const source = JSON.stringify(document, null, 2);
  const problems = await lintFromString({ source, absoluteRef: `${name}/openapi.json`, config });
  const totals = getTotals(problems);
  formatProblems(problems, { format: 'codeframe', totals, version: '' });
  failed ||= problems.length > 0;
  console.log(`${name}: ${Object.keys(document.paths).length} paths described, ${problems.length} problems`);
}
const { statusRoute } = await load('shared/contracts/dist/index.js');
const { features } = await load('services/gateway/dist/app.js');
const described = Object.entries({ command, query }).flatMap(([service, { paths }]) =>
  Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${service}: ${method.toUpperCase()} ${path}`),
  ),
);
const routed = [...features.flatMap(({ routes }) => routes), statusRoute].map(
  ({ service, method, path }) => `${service}: ${method} ${path}`,
);
for (const one of described.filter((each) => !routed.includes(each))) report(one, 'is in no table of routes');
for (const one of routed.filter((each) => !described.includes(each))) report(one, 'is served by nobody');
function report(operation, what) {
  console.log(`${operation} ${what}`);
  failed = true;
}
// What the services have made would keep the process for a while.
process.exit(failed ? 1 : 0);
