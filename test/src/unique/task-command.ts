import type { Answer } from '../history/attempt.ts';

export type WantedTask = { readonly title: string; readonly unique_title: string | null };

/** What a client wants. A create is of one task or, in bulk, of several. No two tasks of a history are created with the same title. */
export type Intent =
  | { readonly kind: 'create'; readonly tasks: readonly WantedTask[]; readonly bulk: boolean }
  | { readonly kind: 'replace'; readonly taskId: string; readonly fields: WantedTask }
  | { readonly kind: 'patch'; readonly taskId: string; readonly fields: Partial<WantedTask> }
  | { readonly kind: 'delete' | 'restore'; readonly taskId: string };

/** One wish of a client, which it may send more than once if it has a key. */
export type TaskCommand = {
  readonly actor: string;
  readonly key: string | undefined;
  readonly ifMatch: number | undefined;
  readonly intent: Intent;
};

/** One request for a command. `start` and `end` are in ms since 1970, on the clock of the broker, too; no answer: the connection broke, or the client left. */
export type TaskAttempt = {
  /** Goes along as trace id, and so into the events that come of this attempt. */
  readonly trace: string;
  readonly command: TaskCommand;
  readonly via: string;
  readonly start: number;
  readonly end: number;
  readonly answer: Answer | undefined;
};

/** The request of a command, without its headers. */
export function requestOf({ intent }: TaskCommand): { method: string; path: string; body?: unknown } {
  switch (intent.kind) {
    case 'create':
      return intent.bulk
        ? { method: 'POST', path: '/v1/tasks/bulk', body: { tasks: intent.tasks } }
        : { method: 'POST', path: '/v1/tasks', body: intent.tasks[0] };
    case 'replace':
      return { method: 'PUT', path: `/v1/tasks/${intent.taskId}`, body: intent.fields };
    case 'patch':
      return { method: 'PATCH', path: `/v1/tasks/${intent.taskId}`, body: intent.fields };
    case 'delete':
      return { method: 'DELETE', path: `/v1/tasks/${intent.taskId}` };
    case 'restore':
      return { method: 'POST', path: `/v1/tasks/${intent.taskId}/restore` };
  }
}

/** One line for people. */
export function describeAttempt({ trace, command, via, start, end, answer }: TaskAttempt): string {
  const { method, path, body } = requestOf(command);
  const how = command.key === undefined ? '' : ` key ${command.key}`;
  const came =
    answer === undefined
      ? 'no answer'
      : `${answer.status} ${answer.slug ?? `v${answer.version}${answer.replayed ? ' replayed' : ''}`}`;
  return `[${start}-${end} ${via} ${trace.slice(0, 8)} ${method} ${path} ${JSON.stringify(body)}${how} → ${came}]`;
}
