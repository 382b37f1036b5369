import { eventually } from '@notes/testing';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from './harness/axe.ts';
import { chromium, PageStage } from './harness/page-stage.ts';
import type { Visitor } from './harness/visitor.ts';

let stage: PageStage;

const hourMs = 3_600_000;
const inHours = (hours: number): string => new Date(Date.now() + hours * hourMs).toISOString();

const list = ({ page }: Visitor): Locator => page.getByRole('region', { name: 'Tasks', exact: true });
const row = (visitor: Visitor, title: string): Locator => list(visitor).getByRole('link', { name: title });
const box = (visitor: Visitor, title: string): Locator =>
  list(visitor).getByRole('checkbox', { name: `Done: ${title}`, exact: true });
const choose = (visitor: Visitor, state: string): Promise<void> =>
  list(visitor).getByRole('radio', { name: state, exact: true }).check();
const titles = (visitor: Visitor): Promise<string[]> => list(visitor).locator('.row-title').allTextContents();

describe.skipIf(chromium === undefined)('the tasks on the page', () => {
  beforeAll(async () => {
    stage = await PageStage.start();
  });
  afterEach(() => stage.closeVisitors());
  afterAll(() => stage?.stop());

  test('are written, ticked off, and found by state and type, what is due first before others', async () => {
    const { tasks } = stage.grace;
    await tasks.create({ title: 'Some day' });
    await tasks.create({ title: 'In a week', due: inHours(170), type: 'issue' });
    await tasks.create({ title: 'Long ago', due: inHours(-30), assignee: 'ada' });
    const ada = await stage.open('/');
    await ada.page.getByRole('link', { name: 'Tasks', exact: true }).click();
    await ada.page.getByRole('link', { name: 'New', exact: true }).click();
    await ada.write({ title: 'In 2100' });
    await ada.page.getByLabel('Due date').press('1');
    await ada.button('Save').click();
    await ada.page.getByText('This is incomplete.').waitFor();
    await ada.page.getByLabel('Due date').fill('2100-01-31T12:30');
    await ada.page.getByLabel('Story points').fill('2.50');
    await ada.button('Save').click();
    await ada.page.getByRole('article').getByText('version 1', { exact: true }).waitFor();
    expect(await titles(ada)).toEqual(['Long ago', 'In a week', 'In 2100', 'Some day']);
    const made = await tasks.page({ search: 'In 2100' });
    expect(made.tasks[0]).toMatchObject({ due: '2100-01-31T12:30:00.000Z', story_points: '2.5', created_by: 'ada' });

    await row(ada, 'Long ago').press('x');
    await row(ada, 'Long ago').waitFor({ state: 'detached' });
    await list(ada).locator('a:focus').filter({ hasText: 'In a week' }).waitFor();
    await choose(ada, 'Done');
    await row(ada, 'Long ago').getByText('done just now').waitFor();
    await ada.button('Undo').click();
    await row(ada, 'Long ago').waitFor({ state: 'detached' });
    await choose(ada, 'Overdue');
    await row(ada, 'Long ago').getByText('1 d overdue').waitFor();
    expect(await titles(ada)).toEqual(['Long ago']);
    await choose(ada, 'All');
    await ada.page.getByRole('combobox', { name: 'Type' }).selectOption('Issues');
    await eventually(async () => expect(await titles(ada)).toEqual(['In a week']));
    await ada.page.reload();
    await eventually(async () => expect(await titles(ada)).toEqual(['In a week']));
    expect(ada.unexpected()).toEqual([]);
  });

  test('show at once what others do, in the list, in the open task, and in the numbers', async () => {
    const { tasks } = stage.grace;
    const task = await tasks.create({ title: 'Watched', assignee: 'edsger' });
    const ada = await stage.open(`/tasks/${task.id}`);
    await ada.page.getByRole('heading', { name: 'Watched' }).waitFor();
    const alan = await stage.open('/tasks', { name: 'alan' });
    const share = alan.page
      .getByRole('region', { name: 'Overview' })
      .getByRole('listitem')
      .filter({ hasText: 'edsger' });
    await share.getByText('0 / 1').waitFor();
    await tasks.update(task.id, { title: 'Watched by all', severity: 7, due: inHours(50) });
    await ada.page.getByRole('heading', { name: 'Watched by all' }).waitFor();
    await row(alan, 'Watched by all').getByText('Severity 7').waitFor();
    await tasks.update(task.id, { done_at: true });
    await row(alan, 'Watched by all').waitFor({ state: 'detached' });
    await share.getByText('1 / 1').waitFor();
    const tick = ada.page.getByRole('article').getByRole('checkbox');
    await eventually(async () => expect(await tick.isChecked()).toBe(true));
    // A tick is meant whatever else has changed: it is never refused for being late.
    await tick.press('x');
    await eventually(async () => expect(await tasks.get(task.id)).toMatchObject({ done_at: null, version: 4 }));
    await row(alan, 'Watched by all').waitFor();
    expect([ada.unexpected(), alan.unexpected()]).toEqual([[], []]);
  });

  test('lead to the task that has a unique title, and keep what was written', async () => {
    const holder = await stage.grace.tasks.create({ title: 'The holder', unique_title: 'PLANTS-1' });
    const ada = await stage.open('/tasks/new');
    await ada.write({ title: 'Too late' });
    const unique = ada.page.getByLabel('Unique title');
    await unique.fill('PLANTS-1');
    await ada.button('Save').click();
    await ada.page.getByText('Another task has this unique title.').waitFor();
    await ada.page.getByRole('link', { name: 'Show that task' }).click();
    await ada.page.getByRole('heading', { name: 'The holder' }).waitFor();
    expect(ada.page.url()).toContain(holder.id);
    await ada.page.goBack();
    expect([await unique.inputValue(), await unique.getAttribute('aria-invalid')]).toEqual(['PLANTS-1', 'true']);
    await unique.fill('PLANTS-2');
    await ada.button('Save').click();
    await row(ada, 'Too late').waitFor();
    await eventually(async () =>
      expect((await stage.grace.tasks.page({ unique_title: 'PLANTS-2' })).tasks).toHaveLength(1),
    );
    expect(ada.unexpected(/status of 409/)).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('have nothing that axe would object to, in %s', async (colorScheme) => {
    const title = `Looked at in ${colorScheme}`;
    const task = { title, subtitle: 'twice', severity: 2, due: inHours(-1), unique_title: colorScheme };
    const { id } = await stage.grace.tasks.create({ ...task, type: 'issue' });
    await stage.grace.tasks.update(id, { due: inHours(1), assignee: 'alan' });
    await stage.grace.tasks.create({ title: `Done in ${colorScheme}`, done_at: true });
    const ada = await stage.open('/tasks?state=all&order_by=-updated_at', { colorScheme });
    const { page } = ada;
    const found: Record<string, readonly string[]> = {};
    const look = async (view: string): Promise<void> => {
      const findings = await axeFindings(page);
      if (findings.length > 0) found[view] = findings;
    };
    await row(ada, title).waitFor();
    await page.getByRole('region', { name: 'Overview' }).waitFor();
    await look('list and overview');
    await row(ada, title).click();
    await ada.button('History').click();
    await page.getByRole('slider').fill('1');
    await page.getByRole('article', { name: 'Version 1' }).waitFor();
    await look('task and history');
    await ada.button('Edit').click();
    await ada.write({ title: 'No' });
    await ada.button('Save').click();
    await page.getByText('A title has 3 to 64 characters.').waitFor();
    await look('form with an error');
    await page.setViewportSize({ width: 320, height: 640 });
    await look('narrow form');
    await ada.button('Cancel').click();
    await page.getByRole('link', { name: 'All tasks' }).click();
    await box(ada, title).click();
    await look('narrow list');
    expect(found).toEqual({});
    expect(ada.unexpected()).toEqual([]);
  });
});
