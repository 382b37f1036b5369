import { createHash } from 'node:crypto';
import { asyncApiDocument } from '@notes/contracts';
import { expect, test } from 'vitest';
import { features } from '../app.ts';
import { asyncApiPage, asyncApiPagePolicy } from './async-api.ts';

const page = asyncApiPage(asyncApiDocument('0.1.0', features));

test('every message is on the page', () => {
  for (const { messages } of Object.values(asyncApiDocument('0.1.0', features).channels))
    for (const name of Object.keys(messages)) expect(page).toContain(`<code>${name}</code>`);
});

test('nothing of it comes from elsewhere, and its policy admits its style alone', () => {
  expect(page).not.toMatch(/<script|<link|<img|https?:\/\/|url\(|@import| on\w+=| style=/);
  const [, style = ''] = /<style>(.*)<\/style>/s.exec(page) ?? [];
  expect(asyncApiPagePolicy).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`);
});

test('what it is made of is text, never markup', () => {
  const document = asyncApiDocument('<script>', features);
  expect(asyncApiPage(document)).not.toContain('<script>');
});
