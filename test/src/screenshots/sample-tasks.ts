import { createNotesClient, type TaskBody } from '@notes/client';

const hourMs = 3_600_000;
const inHours = (hours: number): string => new Date(Date.now() + hours * hourMs).toISOString();

const tasks = (): readonly TaskBody[] => [
  {
    title: 'Renew the passport',
    subtitle: 'Photos are in the drawer',
    due: inHours(-50),
    severity: 3,
    assignee: 'ada',
  },
  { title: 'Pay the electricity bill', due: inHours(-2), assignee: 'grace' },
  { title: 'Water the plants', subtitle: 'The ones on the balcony, too.', due: inHours(3), assignee: 'ada' },
  {
    ...{ title: 'Login fails behind a proxy', subtitle: 'Only with HTTP/1.0', type: 'issue', severity: 8 },
    ...{ due: inHours(27), story_points: '5', assignee: 'alan', unique_title: 'NET-42' },
  },
  {
    ...{ title: 'Write the release notes', subtitle: 'With the figures of the last bench', story_points: '2.5' },
    ...{ due: inHours(75), assignee: 'ada' },
  },
  { title: 'The lift is out of order', type: 'issue', severity: 5, due: inHours(480), unique_title: 'HOUSE-3' },
  { title: 'Read the paper on fencing', subtitle: 'Sections 3 and 4', assignee: 'edsger' },
  { title: 'Plan the summer party', severity: 1 },
  { title: 'Book the train', done_at: true, assignee: 'ada' },
  { title: 'Fix the leaking tap', type: 'issue', severity: 4, done_at: true, assignee: 'alan' },
  { title: 'Order new chairs', done_at: true, assignee: 'barbara' },
];

/** Writes tasks, some of which are done. */
export async function writeSampleTasks(url: string): Promise<void> {
  const client = createNotesClient({ url, user: 'ada' });
  await client.tasks.createMany(tasks());
  client.close();
}
