import type { Span } from '@notes/service';
import { expect, test } from 'vitest';
import { Stages, stagesOf } from './stages.ts';

/** A span that tells what begins and ends in it. */
function recorder(sampled = true) {
  const told: string[] = [];
  const spanOf = (name: string): Span => ({
    ...{ traceparent: '', sampled },
    child(part) {
      told.push(`${part} begins`);
      return spanOf(part);
    },
    end: () => void told.push(`${name} ends`),
  });
  return { told, span: spanOf('request') };
}

test('each stage ends when the next begins, and the last with the command', () => {
  const { told, span } = recorder();
  const stages = new Stages(span);
  for (const name of ['wait', 'wait', 'append']) stages.enter(name);
  stages.leave();
  stages.leave();
  expect(told).toEqual(['wait begins', 'wait ends', 'append begins', 'append ends']);
});

test('what is asked of another stream has stages of its own', () => {
  const { told, span } = recorder();
  const { aside } = new Stages(span);
  aside.enter('append');
  aside.leave();
  expect(told).toEqual(['aside: append begins', 'aside: append ends']);
});

test('there are none of a request that is not traced, or whose trace is not kept', () => {
  expect([stagesOf(undefined), stagesOf(recorder(false).span)]).toEqual([undefined, undefined]);
});
