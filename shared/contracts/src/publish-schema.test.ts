import fc from 'fast-check';
import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { describedAs, publishSchema } from './publish-schema.ts';
import { storableText, visibleText } from './text.ts';

const white = [...'\t\n\v\f\r \u00a0\u1680\u2000\u2003\u200a\u2028\u2029\u202f\u205f\u3000\ufeff'];
const shown = [...'a|-^\\]é\u0001\u001c\u0085\u180e\u200b\u2060😀'];
const characters = [...white, ...shown, '\0'];

const publishedPattern = (pattern: string): string => {
  const { pattern: text = '' } = publishSchema(Type.String({ pattern })) as { pattern?: string };
  return text;
};

test.each([storableText, visibleText])('the published form of %s admits the same texts', (pattern) => {
  const checks = new RegExp(pattern, 'u');
  const published = new RegExp(publishedPattern(pattern), 'u');
  const agree = (text: string): boolean => published.test(text) === checks.test(text);
  const short = ['', ...characters].flatMap((one) => characters.map((other) => one + other));
  expect(short.filter((text) => !agree(text))).toEqual([]);
  fc.assert(fc.property(fc.array(fc.constantFrom(...characters)), (parts) => agree(parts.join(''))));
});

test('what a schema is described as takes the place of its own, at any depth, and what checks stays as it is', () => {
  const Channel = describedAs(Type.String({ pattern: storableText, maxLength: 9 }), { pattern: '^notes$' });
  const Query = Type.Object({ channel: Type.Optional(Channel), all: Type.Array(Channel) });
  const published = publishSchema(Query);
  const channel = { type: 'string', pattern: '^notes$', maxLength: 9 };
  expect(published).toEqual({
    type: 'object',
    required: ['all'],
    properties: { channel, all: { type: 'array', items: channel } },
  });
  expect(Channel).toMatchObject({ pattern: storableText });
});
