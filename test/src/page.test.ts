import { eventually } from '@notes/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from './harness/axe.ts';
import { chromium, PageStage, refusal } from './harness/page-stage.ts';

let stage: PageStage;

describe.skipIf(chromium === undefined)('the page', () => {
  beforeAll(async () => {
    stage = await PageStage.start();
  });
  afterEach(() => stage.closeVisitors());
  afterAll(() => stage?.stop());

  test('shows a note that was written in one tab in another at once', async () => {
    const [ada, alan] = await Promise.all([stage.open(), stage.open('/', { name: 'alan' })]);
    await ada.create('Buy milk');
    await alan.row('Buy milk').click();
    await alan.heading('Buy milk').waitFor();
    await ada.page.waitForURL(alan.page.url());
    await alan.page.getByText('ada', { exact: true }).first().waitFor();
    expect([await ada.row('Buy milk').count(), ada.unexpected(), alan.unexpected()]).toEqual([1, [], []]);
  });

  test('is found at its address, and says so if there is no such note', async () => {
    const note = await stage.grace.notes.create({ title: 'At its address' });
    const ada = await stage.open(`/notes/${note.id}`);
    await ada.heading('At its address').waitFor();
    await ada.page.goto('/notes/3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60');
    await ada.page.getByRole('heading', { name: 'There is no such note.' }).waitFor();
    expect(ada.unexpected(/status of 404/)).toEqual([]);
  });

  test('puts a note into the bin, and takes it out with one click', async () => {
    const note = await stage.grace.notes.create({ title: 'Deleted by mistake' });
    const ada = await stage.open(`/notes/${note.id}`);
    await ada.button('Delete').click();
    await ada.row('Deleted by mistake').waitFor({ state: 'detached' });
    await eventually(async () => expect(await stage.grace.notes.find(note.id)).toBeUndefined());
    await ada.button('Undo').click();
    await ada.row('Deleted by mistake').waitFor();
    await stage.becomes(note.id, { title: 'Deleted by mistake', version: 3 });
    expect(ada.unexpected()).toEqual([]);
  });

  test('shows a note as it was, and makes that its newest version', async () => {
    const { id } = await stage.grace.notes.create({ title: 'The first title' });
    await stage.grace.notes.update(id, { title: 'The second title' });
    await stage.grace.notes.update(id, { description: 'and a text' });
    const ada = await stage.open(`/notes/${id}`);
    await ada.button('History').click();
    await ada.page.getByRole('slider').fill('1');
    await ada.page.getByRole('article', { name: 'Version 1' }).getByText('The first title').waitFor();
    await ada.button('Restore as version 4').click();
    await ada.heading('The first title').waitFor();
    await stage.becomes(id, { title: 'The first title', description: '', version: 4 });
    expect(ada.unexpected()).toEqual([]);
  });

  test('shows what goes on under the hood', async () => {
    const ada = await stage.open();
    await ada.button('Under the hood').click();
    const hood = ada.page.getByRole('region', { name: 'Under the hood', exact: true });
    await hood.getByText('records in 12 partitions').waitFor();
    await ada.create('Watched');
    await hood.getByText('until you see your write').waitFor();
    await hood.getByText('NoteCreated').click();
    await hood.getByText('"title": "Watched"').waitFor();
    await stage.grace.notes.create({ title: 'While one looks' });
    await hood.getByRole('button', { name: 'Resume (1 newer)' }).click();
    expect(await hood.locator('canvas').count()).toBe(3);

    const projection = hood.getByRole('listitem').filter({ hasText: 'Projection' });
    stage.services.projector.signal('SIGSTOP');
    await ada.create('Held up');
    await projection.getByText('records behind the log', { exact: true }).waitFor();
    expect(await projection.getByText('1', { exact: true }).count()).toBe(1);
    stage.services.projector.signal('SIGCONT');
    await projection.getByText('records behind: up to date').waitFor();
    expect(ada.unexpected()).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('has nothing that axe would object to, in %s', async (colorScheme) => {
    const body = { title: `Looked at in ${colorScheme}`, description: 'one\ntwo', priority: 2 };
    const { id } = await stage.grace.notes.create(body);
    await stage.grace.notes.update(id, { description: 'one\nthree' });
    const ada = await stage.open('/', { colorScheme });
    const { page } = ada;
    const found: Record<string, readonly string[]> = {};
    const look = async (view: string): Promise<void> => {
      const findings = await axeFindings(page);
      if (findings.length > 0) found[view] = findings;
    };
    await ada.row(`Looked at in ${colorScheme}`).waitFor();
    await ada.button('Filters and order').click();
    await look('list');
    await ada.row(`Looked at in ${colorScheme}`).click();
    await ada.button('History').click();
    await page.getByRole('slider').fill('1');
    await look('note and history');
    await ada.button('Edit').click();
    await look('form');
    await stage.grace.notes.update(id, { title: `Changed in ${colorScheme}`, description: 'four' });
    await ada.write({ title: 'Mine', text: 'five' });
    await ada.button('Save').click();
    await page.getByRole('dialog').waitFor();
    await look('conflict');
    await ada.button('Take theirs').click();
    await ada.button(/^You/).click();
    await page.getByRole('dialog', { name: 'You' }).waitFor();
    await look('settings');
    await page.keyboard.press('Escape');
    await ada.button('Keys').click();
    await page.getByRole('dialog').waitFor();
    await look('keys');
    await page.keyboard.press('Escape');
    await ada.button('Under the hood').click();
    await page.getByText('records in 12 partitions').waitFor();
    await look('under the hood');
    await ada.button('Delete').click();
    await ada.button('Undo').waitFor();
    await look('toast');
    await page.setViewportSize({ width: 320, height: 640 });
    await look('narrow');
    expect(found).toEqual({});
    expect(ada.unexpected(refusal)).toEqual([]);
  });

  test('may load nothing from elsewhere, and text is never taken for code or style', async () => {
    const ada = await stage.open();
    const refused = await ada.page.evaluate(`new Promise((resolve) => {
      const seen = new Set();
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
        seen.add(effectiveDirective);
        if (seen.size === 4) resolve([...seen].sort());
      });
      fetch('https://elsewhere.example/').catch(() => {});
      new Image().src = 'https://elsewhere.example/image.png';
      const style = document.createElement('style');
      style.append('body { color: red }');
      document.head.append(style);
      const script = document.createElement('script');
      script.append('globalThis.wasRun = true');
      document.head.append(script);
      try { document.createElement('div').innerHTML = '<b>bold</b>'; } catch {}
    })`);
    expect(refused).toEqual(['connect-src', 'img-src', 'require-trusted-types-for', 'style-src-elem']);
    expect(await ada.page.evaluate('globalThis.wasRun')).toBeUndefined();
  });
});
