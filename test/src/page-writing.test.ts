import type { Note } from '@notes/features/notes/contract';
import { eventually } from '@notes/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { chromium, outage, PageStage, refusal } from './harness/page-stage.ts';
import type { Visitor } from './harness/visitor.ts';

let stage: PageStage;

describe.skipIf(chromium === undefined)('writing on the page', () => {
  beforeAll(async () => {
    stage = await PageStage.start();
  });
  afterEach(() => stage.closeVisitors());
  afterAll(() => stage?.stop());

  describe('when another user was faster', () => {
    /** Ada has changed title and text of a note, Grace the text; Ada has saved. */
    async function conflict(title: string): Promise<{ ada: Visitor; note: Note }> {
      const note = await stage.grace.notes.create({ title, description: 'first' });
      const ada = await stage.open(`/notes/${note.id}`);
      await ada.button('Edit').click();
      await ada.write({ title: `${title}, by Ada`, text: 'by Ada' });
      await stage.grace.notes.update(note.id, { description: 'by Grace' });
      await ada.page.getByText('Another user has changed this note').waitFor();
      await ada.button('Save').click();
      await ada.page.getByRole('dialog', { name: 'Someone else changed this note' }).waitFor();
      return { ada, note };
    }

    test('one can keep what one has written', async () => {
      const { ada, note } = await conflict('Mine');
      await ada.button('Keep mine').click();
      await stage.becomes(note.id, { title: 'Mine, by Ada', description: 'by Ada', version: 3 });
      await ada.heading('Mine, by Ada').waitFor();
      expect(ada.unexpected(refusal)).toEqual([]);
    });

    test('one can take what the other has written', async () => {
      const { ada, note } = await conflict('Theirs');
      await ada.button('Take theirs').click();
      await ada.page.getByRole('article').getByText('by Grace').waitFor();
      await stage.becomes(note.id, { title: 'Theirs', description: 'by Grace', version: 2 });
      expect(ada.unexpected(refusal)).toEqual([]);
    });

    test('one can choose part by part', async () => {
      const { ada, note } = await conflict('Both');
      await ada.page.getByRole('group', { name: /^Text/ }).getByRole('radio', { name: 'Theirs' }).check();
      await ada.page
        .getByRole('group', { name: /^Title/ })
        .getByRole('radio', { name: 'Mine' })
        .check();
      await ada.button('Save as chosen').click();
      await stage.becomes(note.id, { title: 'Both, by Ada', description: 'by Grace', version: 3 });
      expect(ada.unexpected(refusal)).toEqual([]);
    });

    test('one can go on writing, on top of what the other has written', async () => {
      const { ada, note } = await conflict('On top');
      await ada.page.keyboard.press('Escape');
      await ada.write({ text: 'by both' });
      await ada.button('Save').click();
      await stage.becomes(note.id, { title: 'On top, by Ada', description: 'by both', version: 3 });
      expect(ada.unexpected(refusal)).toEqual([]);
    });

    test('what was put into the bin meanwhile can be taken out again, with the changes', async () => {
      const note = await stage.grace.notes.create({ title: 'Away' });
      const ada = await stage.open(`/notes/${note.id}`);
      await ada.button('Edit').click();
      await ada.write({ title: 'Here' });
      await stage.grace.notes.remove(note.id);
      await ada.page.getByText('Another user has moved this note to the bin').waitFor();
      await ada.button('Save').click();
      await ada.button('Restore it with my changes').click();
      await stage.becomes(note.id, { title: 'Here', version: 4 });
      expect(ada.unexpected(/status of 404/)).toEqual([]);
    });
  });

  test('leaves Escape to an input method while it composes, and closes the form when it has done so', async () => {
    const ada = await stage.open();
    await ada.page.getByRole('link', { name: 'New', exact: true }).click();
    const title = ada.page.getByLabel('Title', { exact: true });
    await title.focus();
    const devtools = await ada.context.newCDPSession(ada.page);
    await devtools.send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 });
    await ada.page.keyboard.press('Escape');
    expect(await title.inputValue()).toBe('にほん');
    await devtools.send('Input.insertText', { text: '日本' });
    expect(await title.inputValue()).toBe('日本');
    await ada.page.keyboard.press('Escape');
    await title.waitFor({ state: 'detached' });
    expect(ada.unexpected()).toEqual([]);
  });

  test('is measured in the performance timeline until its event is shown, where that was asked for', async () => {
    const ada = await stage.open();
    await ada.page.evaluate("localStorage['notes.traces'] = 'on'");
    await ada.page.reload();
    await ada.sees('Live');
    await ada.create('Measured');
    const measures = "performance.getEntriesByType('measure').map(({ name, detail }) => [name, detail?.traceId])";
    await eventually(async () =>
      expect(await ada.page.evaluate(measures)).toEqual([
        ['notes: POST /v1/notes', expect.stringMatching(/^[0-9a-f]{32}$/)],
      ]),
    );
    expect(ada.unexpected()).toEqual([]);
  });

  test('keeps what is written without a network, and catches up, each note once', async () => {
    const ada = await stage.open();
    await ada.context.setOffline(true);
    await ada.sees('Offline');
    await ada.create('Written offline');
    const missed = await stage.grace.notes.create({ title: 'Written elsewhere' });
    await ada.context.setOffline(false);
    await ada.sees('Live');
    await ada.row('Written elsewhere').waitFor();
    await eventually(async () => expect(await stage.called('Written offline')).toHaveLength(1), { timeoutMs: 15_000 });
    await ada.page.getByRole('article').getByText('version 1', { exact: true }).waitFor();
    expect([await ada.row('Written offline').count(), await ada.row('Written elsewhere').count()]).toEqual([1, 1]);
    await stage.grace.notes.remove(missed.id);
    await ada.row('Written elsewhere').waitFor({ state: 'detached' });
    expect(ada.unexpected(outage)).toEqual([]);
  });

  test('outlives the gateway: what is written while it is killed arrives once', async () => {
    const ada = await stage.open();
    await stage.services.gateway.end('SIGKILL');
    await ada.create('Written to nobody');
    await ada.sees('Reconnecting');
    stage.services.gateway.start();
    await stage.services.gateway.ready();
    await ada.sees('Live');
    await eventually(async () => expect(await stage.called('Written to nobody')).toHaveLength(1), {
      timeoutMs: 20_000,
    });
    await ada.page.getByRole('article').getByText('version 1', { exact: true }).waitFor();
    expect(await ada.row('Written to nobody').count()).toBe(1);
    await stage.grace.notes.create({ title: 'After the kill' });
    await ada.row('After the kill').waitFor();
    expect(ada.unexpected(outage)).toEqual([]);
  });

  test('begins anew where the feed cannot go on', async () => {
    const ada = await stage.open();
    await ada.context.setOffline(true);
    await ada.sees('Offline');
    const { id } = await stage.grace.notes.create({ title: 'Missed' });
    await stage.grace.notes.update(id, { title: 'Missed for good' });
    await stage.becomes(id, { version: 2 });
    await stage.services.gateway.end('SIGKILL');
    const cut =
      'delete from journal_entries j using checkpoints c where j.partition = c.partition and j.pos < c.journal_pos';
    await stage.system.database((client) => client.query(cut));
    stage.services.gateway.start();
    await stage.services.gateway.ready();
    await ada.context.setOffline(false);
    await ada.sees('Live');
    await ada.row('Missed for good').waitFor();
    await stage.grace.notes.create({ title: 'After the cut' });
    await ada.row('After the cut').waitFor();
    expect(ada.unexpected(outage)).toEqual([]);
  });
});
