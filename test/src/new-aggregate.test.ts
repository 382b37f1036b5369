import { eventually } from '@notes/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findChromium, noChromium, openBrowser } from './harness/browser.ts';
import { Checkout } from './harness/checkout.ts';
import { Feed } from './harness/feed.ts';
import { ask, call, tokenOf } from './harness/http.ts';
import { System } from './harness/system.ts';
import { testServers } from './harness/test-servers.ts';
import { Visitor } from './harness/visitor.ts';

// A third aggregate, from the command that begins one to its events on the feed, in a copy of the repository.

const fields =
  'name:string(1..64)!, colour:enum(red|green)?, code:string(1..20)? unique, price:decimal(6,2)?, open:boolean, due:date-time?';
const services = ['command', 'projector', 'query', 'gateway'] as const;

/** A program that uses the client: it has to compile, too. Prints what it has seen. */
const program = 'labels';
const programText = `
import { createNotesClient } from './index.ts';
import { consumeEvents } from './kafka/index.ts';

const [url = '', brokers = '', topic = '', id = ''] = process.argv.slice(2);
const consumed: string[] = [];
let finish: () => void = () => {};
const finished = new Promise<void>((resolve) => { finish = resolve; });
const consumer = await consumeEvents({
  ...{ brokers: brokers.split(','), topic, groupId: topic, only: ['labels'] },
  onEvents: (events) => {
    for (const { labelId, type } of events) if (labelId === id) consumed.push(type);
    if (consumed.length === 3) finish();
  },
});
const client = createNotesClient({ url, user: 'ada' });
const { code }: { readonly code: string | null } = await client.labels.get(id);
const events = client.feed.subscribe(\`labels:\${id}\`, { since: client.position })[Symbol.asyncIterator]();
const { colour }: { readonly colour: 'red' | 'green' | null } = await client.labels.update(id, { open: false });
const { value } = await events.next();
const pushed: string | undefined = value?.data.label_id;
const called = await client.call('labels.get', { id, consistency_token: client.position });
await finished;
await consumer.stop();
client.close();
console.log(JSON.stringify({ consumed, pushed, code, colour, called }));
`;

const chromium = findChromium();
if (chromium === undefined) console.warn(noChromium);

let checkout: Checkout;
let system: System | undefined;
let gateway: string;
beforeAll(async () => {
  checkout = await Checkout.create();
});
afterAll(async () => {
  await system?.stop();
  await checkout?.remove();
});

const create = (...args: readonly string[]) => checkout.node('infra/new/dist/main.js', args);

test('what cannot be is refused, and leaves nothing behind', async () => {
  const refused = [
    [[], ''],
    [['aggregate', 'label', '--fields', 'name:text'], "there is no type 'text'"],
    [['aggregate', 'task', '--fields', 'name:string(1..9)!'], "There is a feature 'tasks' already"],
    [['projection', 'labels', 'label-actors'], "There is no feature 'labels'"],
  ] as const;
  const [help] = await Promise.all([
    create(),
    ...refused.slice(1).map(async ([args, text]) => {
      await expect(create(...args)).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(text) });
    }),
  ]);
  expect(help).toContain('npm run new -- aggregate');
  expect(await checkout.changed()).toEqual([]);
});

test('a new aggregate is a folder, and what else knows of it an import and a name in a list', async () => {
  await create('aggregate', 'label', '--fields', fields);
  await create('projection', 'labels', 'label-actors');
  const importing = (name: string, part: string) => `import { ${name} } from '@notes/features/labels/${part}';`;
  const added = await checkout.added();
  expect(added).toEqual({
    'services/command/src/app.ts': [
      importing('labelWrites', 'write'),
      'const features = [noteWrites, taskWrites, labelWrites];',
    ],
    'services/projector/src/app.ts': [
      importing('labelProjected', 'project'),
      'const readModel = readModelOf(noteProjected, taskProjected, labelProjected, { aggregate: claim, projections: [] });',
    ],
    'services/query/src/app.ts': [importing('registerLabelReads', 'read'), 'registerLabelReads(app, reads);'],
    'services/gateway/src/app.ts': [
      importing('labelContract', 'contract'),
      'export const features: readonly FeatureContract[] = [noteContract, taskContract, labelContract];',
    ],
    'shared/client/src/resource/resources.ts': [importing('labelClient', 'client'), 'labels: labelClient,'],
    'services/web/package.json': ['"@notes/feature-labels-page": "0.1.0",'],
    'services/web/src/caller.ts': [
      "import { labelsView } from '@notes/feature-labels-page';",
      'export const views: readonly View[] = [notesView, tasksView, labelsView];',
    ],
    // npm installs from nothing else: the page of an aggregate is a package.
    'package-lock.json': expect.arrayContaining(['"shared/features/labels/page": {']),
    'shared/features/all.ts': ["export { labels } from './labels/src/index.ts';"],
  });
  const changed = await checkout.changed();
  expect(changed.filter((path) => !(path in added || path.startsWith('shared/features/labels/')))).toEqual([]);
});

test('it is formatted, it compiles, and its tests pass', async () => {
  const { kafkaBrokers, databaseUrl, redisUrl } = testServers();
  const env = { KAFKA_BROKERS: kafkaBrokers, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl };
  const changed = (await checkout.changed()).filter((path) => /\.tsx?$/.test(path));
  await checkout.write(`shared/client/src/${program}.ts`, programText);
  await Promise.all([
    checkout.node('node_modules/@biomejs/biome/bin/biome', ['ci', ...changed]),
    checkout.node('node_modules/typescript/bin/tsc', [
      '-b',
      'shared/client',
      'services/cli',
      'services/web',
      ...services.map((name) => `services/${name}`),
    ]),
    checkout.node(
      'node_modules/vitest/vitest.mjs',
      ['run', '--project', 'unit', '--project', 'int', 'shared/features/labels'],
      { env },
    ),
  ]);
});

test('it is written, read and followed', async () => {
  const bundle = (folder: string) =>
    checkout.node('node_modules/rolldown/bin/cli.mjs', ['-c', '../../infra/bundle.config.mjs'], { folder });
  await Promise.all([
    ...services.map((name) => bundle(`services/${name}`)),
    checkout.node('node_modules/vite/bin/vite.js', ['build', '--logLevel', 'error'], { folder: 'services/web' }),
  ]);
  system = await System.create(testServers(), {}, checkout.root);
  gateway = (await system.startAll()).gateway.url;
  const url = `${gateway}/v1/labels`;
  const feed = await Feed.open(gateway);
  feed.send({ id: 1, method: 'subscribe', payload: { channel: 'labels' } });
  await eventually(() => expect(feed.frames.find(({ id }) => id === 1)).toHaveProperty('result'));
  const body = {
    name: 'Urgent',
    colour: 'red',
    code: 'U-1',
    price: '1.50',
    open: true,
    due: '2026-02-14T18:00:00+01:00',
  };
  const created = await ask<Record<string, unknown>>('POST', url, { body });
  expect(created).toMatchObject({
    status: 201,
    body: { ...body, price: '1.5', due: '2026-02-14T17:00:00.000Z', version: 1 },
  });
  const headers = { 'consistency-token': tokenOf(created) };
  expect((await call('GET', `${url}/${created.body['id']}`, { headers })).body).toEqual(created.body);
  for (const filter of [
    'colour=red',
    'open=true',
    'price:ge=1.50',
    'due:lt=2026-03-01T00:00:00Z',
    'code=U-1',
    'search=urg',
  ])
    expect((await call('GET', `${url}?${filter}&order_by=-price`, { headers })).body, filter).toMatchObject({
      labels: [created.body],
    });
  for (const filter of ['colour=null', 'open=false', 'price:gt=1.5', 'name:ne=Urgent'])
    expect((await call('GET', `${url}?${filter}`, { headers })).body, filter).toEqual({ labels: [] });
  expect(await call('POST', url, { body: { name: 'Other', code: 'U-1' } })).toMatchObject({ status: 409 });
  await call('PATCH', `${url}/${created.body['id']}`, { body: { colour: 'green' } });
  await eventually(() => expect(feed.events.map(({ event }) => event)).toEqual(['LabelCreated', 'LabelRevised']));
  await feed.close();
});

test('the client, the command line and consumers of the log have it', async () => {
  const labels = await ask<{ readonly labels: readonly { readonly id: string }[] }>('GET', `${gateway}/v1/labels`);
  const [{ id } = { id: '' }] = labels.body.labels;
  const topic = system?.env['NOTES_TOPIC'] ?? '';
  const seen = await checkout.node(`shared/client/dist/${program}.js`, [
    gateway,
    testServers().kafkaBrokers,
    topic,
    id,
  ]);
  const types = ['LabelCreated', 'LabelRevised', 'LabelRevised'].map((name) => `labels.${name}.v1`);
  expect(JSON.parse(seen)).toEqual({
    ...{ consumed: types, pushed: id, code: 'U-1', colour: 'green' },
    called: expect.objectContaining({ id, open: false }),
  });
  const env = { NOTES_URL: gateway, NOTES_SESSION: `${checkout.root}session` };
  const listed = await checkout.node('services/cli/dist/main.js', ['labels', 'list', '--colour', 'green', '--json'], {
    env,
  });
  expect(JSON.parse(listed)).toMatchObject({ id, code: 'U-1' });
});

test.skipIf(chromium === undefined)('it is on the page: listed, created, filtered', async () => {
  const browser = await openBrowser(chromium ?? '');
  const visitor = await Visitor.open(browser, gateway);
  const { page } = visitor;
  const list = page.getByRole('region', { name: 'Labels', exact: true });
  await visitor.visit('/');
  await page.getByRole('link', { name: 'Labels', exact: true }).click();
  await list.getByRole('link', { name: 'Urgent' }).waitFor();
  await page.getByRole('link', { name: 'New', exact: true }).click();
  await visitor.button('Save').click();
  await page.getByText('This is missing.').waitFor();
  await page.getByLabel('Name', { exact: true }).fill('Later');
  await page.getByLabel('Colour', { exact: true }).selectOption('red');
  await page.getByLabel('Price', { exact: true }).fill('2.50');
  await visitor.button('Save').click();
  const open = page.getByRole('article');
  await open.getByText('version 1', { exact: true }).waitFor();
  await open.getByText('2.5', { exact: true }).waitFor();
  await visitor.visit('/labels?colour=red');
  await eventually(async () => expect(await list.locator('.row-title').allTextContents()).toEqual(['Later']));
  expect(visitor.unexpected()).toEqual([]);
  await browser.close();
});

test('it goes as it came', async () => {
  await checkout.run('git', 'checkout', '--quiet', '.');
  await checkout.run('git', 'clean', '--force', '--quiet', '-d', '.');
  expect(await checkout.changed()).toEqual([]);
});
