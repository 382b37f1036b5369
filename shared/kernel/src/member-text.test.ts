import fc from 'fast-check';
import { expect, test } from 'vitest';
import { itemTexts, memberText } from './member-text.ts';

test.each([
  ['{"data":{"a":1.0}}', '{"a":1.0}'],
  ['{"data":9007199254740993}', '9007199254740993'],
  ['{ "a" : [1, {"data":2}] ,\n"data"\t:\r\n-0 }', '-0'],
  ['{"data":1e400,"b":"\\"data\\":3"}', '1e400'],
  ['{"data":"\\\\","data":"\\\\\\""}', '"\\\\\\""'],
  ['{"d\\u0061ta":[ ]}', '[ ]'],
  ['{"data":{ "x" : "}" , "y":["]","\\"}"]}  }', '{ "x" : "}" , "y":["]","\\"}"]}'],
  ['{"a":{"data":1},"date":2}', undefined],
  ['{}', undefined],
  ['{"a":1,"data":{"b":[{"data":{}}]}}', '{"b":[{"data":{}}]}'],
  ['{"a":"{","data":{"b":{}}}', '{"b":{}}'],
  ['{"a":1,"data":{"b":1},"data":{"c":1}}', '{"c":1}'],
  ['{"a":1,"data":{"b":1},"d\\u0061ta":2}', '2'],
  ['{"a\\",\\"data":{"b":1}}', undefined],
  ['{"a,\\"data":{"b":1},"c":{"data":{}}}', undefined],
  ['{"a":["x",{"b":1,"data":{}}]}', undefined],
])('of %s it is %s', (text, expected) => {
  expect(memberText(text, 'data')).toBe(expected);
  if (expected !== undefined) expect(JSON.parse(text).data).toEqual(JSON.parse(expected));
});

test.each([
  ['[]', []],
  [' [ ]'.trim(), []],
  ['[1.0, -0,"a,]" ,[2,[3]],{"b":[4]}\n]', ['1.0', '-0', '"a,]"', '[2,[3]]', '{"b":[4]}']],
])('the items of %s', (text, expected) => {
  expect(itemTexts(text)).toEqual(expected);
});

test('whatever an object holds, the text of each member and item is what parsing it gives', () => {
  const plain = fc.stringMatching(/^[a-z]{0,5}$/);
  const names = fc.oneof(plain, fc.constantFrom('"', '\\', '\n', '😀'));
  fc.assert(
    fc.property(fc.dictionary(names, fc.jsonValue()), fc.constantFrom(0, 1, '\t'), (object, space) => {
      const text = JSON.stringify(object, undefined, space);
      const parsed = JSON.parse(text) as Record<string, unknown>;
      for (const [name, value] of Object.entries(parsed))
        if (/^[a-z]*$/.test(name)) expect(JSON.parse(memberText(text, name) ?? '')).toEqual(value);
      const items = Object.values(parsed);
      const list = itemTexts(JSON.stringify(items, undefined, space));
      expect(list.map((item) => JSON.parse(item))).toEqual(items);
    }),
  );
});
