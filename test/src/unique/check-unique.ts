import { isDeepStrictEqual } from 'node:util';
import type { Task } from '@notes/features/tasks/contract';
import { outcomeOf } from '../history/attempt.ts';
import { describeAttempt, type TaskAttempt, type TaskCommand } from './task-command.ts';
import type { Spell, TaskLog, TaskVersion } from './task-log.ts';

/**
 * An event is readable a moment after the broker has stamped it, longer where its process was stopped in between. So what ended by
 * its stamp may still have been true for a reader so much later.
 */
const stampedEarlyMs = 100;

/** All that is wrong with what clients were answered about values that are unique, judged by the log alone; empty when all is well. Pure. */
export function checkUnique(attempts: readonly TaskAttempt[], log: TaskLog): string[] {
  return [
    ...log.faults,
    ...twoLiveHolders(log),
    ...attempts.flatMap((attempt) => refusedWithoutHolder(attempt, log)),
    ...attempts.flatMap((attempt) => acknowledgedButMissing(attempt, log)),
    ...countsWrongly(attempts, log),
  ];
}

/** Never two live holders of a value, not for a millisecond: the one has given it up, by the broker's clock, before the other takes it. */
function twoLiveHolders({ spells }: TaskLog): string[] {
  const wrong: string[] = [];
  for (const [value, inOrder] of spells) {
    let longest: Spell | undefined;
    for (const spell of inOrder) {
      if (longest !== undefined && spell.fromMs < longest.untilMs)
        wrong.push(`two live holders of ${value}: ${describeSpell(longest)} and ${describeSpell(spell)}`);
      if (longest === undefined || spell.untilMs > longest.untilMs) longest = spell;
    }
  }
  return wrong;
}

const describeSpell = ({ task, fromMs, untilMs }: Spell): string => `task ${task} from ${fromMs} to ${untilMs}`;

/** Never a refusal (409 not-unique) without a holder: the one that it names was live with the value at some moment of the call. */
function refusedWithoutHolder(attempt: TaskAttempt, { spells, tasks }: TaskLog): string[] {
  const { command, start, end, answer } = attempt;
  if (answer?.slug !== 'not-unique') return [];
  const { holder = '', errors = [] } = answer.body as { holder?: string; errors?: { pointer: string }[] };
  const task = /^\/v1\/tasks\/(.+)$/.exec(holder)?.[1];
  const wanted = valuesWanted(command, errors[0]?.pointer ?? '', tasks);
  const held = wanted.some((value) =>
    spells
      .get(value)
      ?.some((spell) => spell.task === task && spell.fromMs <= end && spell.untilMs >= start - stampedEarlyMs),
  );
  return held && task !== taskOf(command) ? [] : [`refused without a holder: ${describeAttempt(attempt)} by ${holder}`];
}

const taskOf = ({ intent }: TaskCommand): string | undefined => (intent.kind === 'create' ? undefined : intent.taskId);

/** The value that the command was to take; of a restore any that its task has had. */
function valuesWanted({ intent }: TaskCommand, pointer: string, tasks: TaskLog['tasks']): string[] {
  const known = (value: string | null | undefined): string[] => (value == null ? [] : [value]);
  if (intent.kind === 'create') {
    const item = intent.bulk ? Number(/^#\/tasks\/(\d+)\/unique_title$/.exec(pointer)?.[1]) : 0;
    return known(intent.tasks[item]?.unique_title);
  }
  if ('fields' in intent) return known(intent.fields.unique_title);
  return (tasks.get(intent.taskId) ?? []).flatMap(({ state }) => known(state?.unique_title));
}

/** Every acknowledged task is there: what a success shows is in the log, in the version that it names. */
function acknowledgedButMissing(attempt: TaskAttempt, { tasks }: TaskLog): string[] {
  const { command, answer } = attempt;
  if (answer === undefined || answer.status >= 300) return [];
  const { intent } = command;
  const missing = (what: string): string[] => [`acknowledged, but not there: ${what} of ${describeAttempt(attempt)}`];
  if (intent.kind === 'delete') {
    const there = tasks.get(intent.taskId)?.[(answer.version ?? 0) - 1];
    return there?.type === 'tasks.TaskDeleted.v1' ? [] : missing(`version ${answer.version}`);
  }
  const shown = (answer.body as { tasks?: Task[] }).tasks ?? [answer.body as Task];
  const wanted = intent.kind === 'create' ? intent.tasks : [{ ...('fields' in intent ? intent.fields : {}) }];
  if (shown.length !== wanted.length) return missing(`${shown.length} tasks`);
  return shown.flatMap((task, item) => {
    const isThere = isDeepStrictEqual(shownOf(tasks.get(task.id)?.[task.version - 1]), task);
    const isWanted = Object.entries(wanted[item] ?? {}).every(([name, value]) => task[name as keyof Task] === value);
    return isThere && isWanted ? [] : missing(JSON.stringify(task));
  });
}

function shownOf(version: TaskVersion | undefined): Task | undefined {
  if (version?.state === undefined || version.state.deleted_at !== null) return undefined;
  const { deleted_at: _, ...task } = version.state;
  return task;
}

/** A command counts once, by whichever of its attempts, and not at all by one that was answered that nothing was done. */
function countsWrongly(attempts: readonly TaskAttempt[], { tasks }: TaskLog): string[] {
  const wrong: string[] = [];
  const byTrace = new Map(attempts.map((attempt) => [attempt.trace, attempt]));
  const counted = new Set<string>();
  for (const [id, versions] of tasks) {
    for (const { type, trace, version, data } of versions) {
      if (type === 'tasks.Fenced.v1') continue;
      const attempt = byTrace.get(trace);
      const what = `${type}, version ${version} of task ${id}`;
      if (attempt === undefined) {
        wrong.push(`nobody asked for ${what}`);
        continue;
      }
      const { actor, key, intent } = attempt.command;
      const part = intent.kind === 'create' ? intent.tasks.findIndex(({ title }) => title === data['title']) : id;
      const name = JSON.stringify([actor, key ?? trace, part]);
      if (counted.has(name)) wrong.push(`counts twice: ${what} by ${describeAttempt(attempt)}`);
      counted.add(name);
      const isNothing = (attempt.answer?.status ?? 0) >= 300 && outcomeOf(attempt) !== 'unknown';
      if (isNothing) wrong.push(`said to have done nothing: ${what} by ${describeAttempt(attempt)}`);
    }
  }
  return wrong;
}
