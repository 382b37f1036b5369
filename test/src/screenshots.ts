// Takes the pictures of the README: `node test/dist/screenshots.js` after a build. It starts a system of its own, writes sample notes and tasks
// as several people would, and leaves docs/screenshots/*.png, each view in light and dark.
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createNotesClient } from '@notes/client';
import { startStack } from '@notes/servers';
import type { Browser } from 'playwright-core';
import { findChromium, noChromium, openBrowser } from './harness/browser.ts';
import { System } from './harness/system.ts';
import { Visitor } from './harness/visitor.ts';
import { keepWriting, writeSampleNotes } from './screenshots/sample-notes.ts';
import { writeSampleTasks } from './screenshots/sample-tasks.ts';

const folder = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
const mostBytes = 150_000;

type Shoot = (name: string) => Promise<void>;
type Scene = (ada: Visitor, shoot: Shoot) => Promise<void>;

/** What is shown; each leaves the notes as they were. */
const scenes = (url: string, id: string): readonly Scene[] => [
  async (ada, shoot) => {
    await ada.visit(`/notes/${id}`);
    await ada.row('Summer party').waitFor();
    await shoot('list');
  },
  async (ada, shoot) => {
    await ada.visit(`/notes/${id}`);
    await ada.button('History').click();
    await ada.page.getByRole('slider').fill('3');
    await ada.page.getByRole('article', { name: 'Version 3' }).waitFor();
    await shoot('history');
  },
  async (ada, shoot) => {
    const grace = createNotesClient({ url, user: 'grace' });
    const { title, description } = await grace.notes.get(id);
    await ada.visit(`/notes/${id}`);
    await ada.button('Edit').click();
    await ada.write({ title: `${title}, Saturday`, text: `${description}\nedsger: the music` });
    await grace.notes.update(id, { description: `${description}\ngrace: candles`, priority: 3 });
    await ada.page.getByText('Another user has changed this note').waitFor();
    await ada.button('Save').click();
    await ada.page.getByRole('dialog').waitFor();
    await shoot('conflict');
    await grace.notes.update(id, { description, priority: 2 });
    grace.close();
  },
  async (ada, shoot) => {
    await ada.visit('/tasks');
    await ada.page.getByRole('region', { name: 'Overview' }).waitFor();
    await ada.page.getByText('Water the plants').waitFor();
    await shoot('tasks');
  },
  async (ada, shoot) => {
    const stop = keepWriting(url, 25);
    await ada.visit(`/notes/${id}`);
    await ada.button('Under the hood').click();
    const client = createNotesClient({ url });
    const { description } = await client.notes.get(id);
    client.close();
    for (let i = 0; i < 12; i += 1) {
      await ada.button('Edit').click();
      await ada.write({ text: `${description}${i % 2 === 0 ? '\n\nAnd who brings plates?' : ''}` });
      await ada.button('Save').click();
      await ada.page.waitForTimeout(3_000);
    }
    await ada.page.evaluate("for (const box of document.querySelectorAll('.rows, .pane')) box.scrollTop = 0");
    await shoot('under-the-hood');
    await stop();
  },
];

async function take(browser: Browser, url: string, scene: Scene, colorScheme: 'light' | 'dark'): Promise<void> {
  const ada = await Visitor.open(browser, url, { colorScheme, viewport: { width: 1180, height: 900 } });
  await scene(ada, async (name) => {
    const path = join(folder, `${name}-${colorScheme}.png`);
    await ada.page.screenshot({ path, animations: 'disabled' });
    const { size } = await stat(path);
    console.log(`${path}: ${Math.round(size / 1000)} KB${size > mostBytes ? ', which is too large' : ''}`);
  });
  await ada.context.close();
}

const chromium = findChromium();
if (chromium === undefined) throw new Error(noChromium);
const dir = await mkdtemp(join(tmpdir(), 'notes-screenshots-'));
await mkdir(folder, { recursive: true });
const stack = await startStack({ dir, env: process.env, onStep: () => {} });
try {
  const system = await System.create(stack);
  const browser = await openBrowser(chromium);
  try {
    const { gateway } = await system.startAll();
    const id = await writeSampleNotes(gateway.url);
    await writeSampleTasks(gateway.url);
    for (const scene of scenes(gateway.url, id))
      for (const colorScheme of ['light', 'dark'] as const) await take(browser, gateway.url, scene, colorScheme);
  } finally {
    await browser.close();
    await system.stop();
  }
} finally {
  await stack.stop();
  await rm(dir, { recursive: true, force: true });
}
