import { follow, type KnownEvent, stampEvent } from '@notes/kernel';
import fc from 'fast-check';
import { type taskEvents, taskTypes } from '../contract/index.ts';
import { type TaskChain, type TaskCommand, task, type WantedFields } from '../domain/index.ts';

const instants = fc.constantFrom('2026-01-31T12:00:00.000Z', '2026-02-01T12:00:00.000Z');

/** Few values, so that commands often ask for what is so already. */
const fields: fc.Arbitrary<WantedFields> = fc.record({
  title: fc.constantFrom('Water', 'Dig'),
  subtitle: fc.constant(''),
  type: fc.constantFrom(...taskTypes),
  severity: fc.option(fc.constantFrom(1, 2)),
  story_points: fc.option(fc.constantFrom('0.5', '10')),
  assignee: fc.option(fc.constantFrom('ada', 'bob')),
  unique_title: fc.constant(null),
  due: fc.option(instants),
  done_at: fc.oneof(fc.constantFrom(null, true as const), instants),
});
const some = fields.chain((all) => fc.subarray(Object.entries(all)).map(Object.fromEntries<unknown>));

const intents = fc.oneof(
  { weight: 3, arbitrary: fields.map((all) => ({ kind: 'create' as const, fields: all })) },
  { weight: 3, arbitrary: some.map((named): Intent => ({ kind: 'patch', fields: named })) },
  fc.constantFrom<Intent>({ kind: 'delete' }, { kind: 'restore' }),
  fc.constant({ kind: 'fence' as const }),
);
type Intent = { kind: 'patch'; fields: Partial<WantedFields> } | { kind: 'delete' } | { kind: 'restore' };

/** An event of a task as it was accepted, in the partition of its task. */
export type Accepted = { readonly partition: number; readonly event: KnownEvent<typeof taskEvents> };

/** Events of some tasks in the order of the log, and what became of these. A task is fenced only once it is there. */
export const taskLife: fc.Arbitrary<{ readonly events: Accepted[]; readonly chains: ReadonlyMap<string, TaskChain> }> =
  fc
    .array(fc.record({ intent: intents, task: fc.nat(3), actor: fc.constantFrom('ada', 'bob') }), {
      maxLength: 40,
      size: 'max',
    })
    .map((steps) => {
      const chains = new Map<string, TaskChain>();
      const events: Accepted[] = [];
      for (const [n, { intent, task: nth, actor }] of steps.entries()) {
        const subject = `00000000-0000-4000-8000-00000000000${nth}`;
        const chain = chains.get(subject);
        const decision =
          intent.kind === 'fence'
            ? { kind: 'event' as const, draft: { type: 'tasks.Fenced.v1' as const, data: {} } }
            : task.decide(chain?.state, { ...intent, caller: { subject: actor, may: 'any' }, now: n } as TaskCommand);
        if (decision.kind !== 'event' || (intent.kind === 'fence' && chain === undefined)) continue;
        const id = `00000000-0000-4000-8000-${String(n + 100).padStart(12, '0')}`;
        const event = stampEvent(chain, decision.draft, {
          ...{ eventId: id, subject, commandId: id, fingerprint: '-', actor, traceparent: undefined },
          now: Date.UTC(2026, 0, 30 + (n % 3)) + n,
        });
        const followed = follow(task, chain, event);
        if (!followed.verdict.accepted || followed.chain === undefined) throw new Error(`${event.type} is void`);
        chains.set(subject, followed.chain);
        events.push({ partition: nth % 2, event });
      }
      return { events, chains };
    });
