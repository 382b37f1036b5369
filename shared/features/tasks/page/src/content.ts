import { type FieldErrors, incomplete, type Labels, type Subject } from '@notes/page/subjects';

export const types = { todo: 'To-do', issue: 'Issue' } as const;
export type TaskType = keyof typeof types;

/** What the user writes of a task. `done_at`: true until the service has said when. */
export type Content = {
  readonly title: string;
  readonly subtitle: string;
  readonly type: TaskType;
  readonly due: string | null;
  readonly assignee: string | null;
  readonly severity: number | null;
  readonly story_points: string | null;
  readonly unique_title: string | null;
  readonly done_at: string | true | null;
};

/** A task, in the bin or not. */
export type AnyTask = Subject<Content>;

export const emptyContent: Content = {
  title: '',
  subtitle: '',
  type: 'todo',
  due: null,
  assignee: null,
  severity: null,
  story_points: null,
  unique_title: null,
  done_at: null,
};

export const labels: Labels<Content> = {
  title: 'Title',
  subtitle: 'Subtitle',
  type: 'Type',
  due: 'Due date',
  assignee: 'Assignee',
  severity: 'Severity',
  story_points: 'Story points',
  unique_title: 'Unique title',
  done_at: 'Completion',
};

/** As the service stores texts and decimals. */
export const stored = (content: Content): Content => ({
  ...content,
  title: content.title.normalize('NFC'),
  subtitle: content.subtitle.normalize('NFC'),
  assignee: content.assignee?.normalize('NFC') ?? null,
  unique_title: content.unique_title?.normalize('NFC') ?? null,
  story_points: content.story_points?.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '') ?? null,
});

const shortestTitle = 3;
const longestTitle = 64;
const longestAssignee = 200;
const largest = 2 ** 31 - 1;
const decimal = /^(?:0|[1-9]\d{0,7})(?:\.\d{1,2})?$/;

const lengthOf = (text: string | null): number => [...(text ?? '')].length;

/** The errors for which the service would reject the content. Lengths are in characters, not in UTF-16 units. */
export function checkContent(content: Content): FieldErrors<Content> {
  const { title, subtitle, due, assignee, severity, story_points, unique_title } = content;
  const errors: Partial<Record<keyof Content, string>> = {};
  const [titleLength, isBlank] = [lengthOf(title), title.trim() === ''];
  if (isBlank) errors.title = 'A task needs a title.';
  else if (titleLength < shortestTitle || titleLength > longestTitle)
    errors.title = `A title has ${shortestTitle} to ${longestTitle} characters.`;
  if (lengthOf(subtitle) > longestTitle) errors.subtitle = `A subtitle has at most ${longestTitle} characters.`;
  if (due === incomplete) errors.due = 'Give day and time, or neither.';
  if (lengthOf(assignee) > longestAssignee) errors.assignee = `A name has at most ${longestAssignee} characters.`;
  if (severity !== null && (!Number.isInteger(severity) || severity > largest || severity < -largest - 1))
    errors.severity = 'A whole number of 32 bits.';
  if (story_points !== null && !decimal.test(story_points))
    errors.story_points = 'A number such as 8 or 2.5: up to eight digits, and two after the point.';
  if (lengthOf(unique_title) > longestTitle)
    errors.unique_title = `A unique title has at most ${longestTitle} characters.`;
  return errors;
}
