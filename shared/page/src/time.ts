const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const monthAndDay = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric' });
const withYear = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', year: 'numeric' });
const exactly = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });

/** How long ago, in a few letters. Clocks differ: a time in the future counts as now. */
export function relativeTime(time: string, nowMs: number): string {
  const then = new Date(time);
  const agoMs = nowMs - then.getTime();
  if (agoMs < 45 * secondMs) return 'just now';
  if (agoMs < hourMs) return `${Math.max(1, Math.round(agoMs / minuteMs))} min ago`;
  if (agoMs < dayMs) return `${Math.floor(agoMs / hourMs)} h ago`;
  if (agoMs < 7 * dayMs) return `${Math.floor(agoMs / dayMs)} d ago`;
  const isThisYear = then.getFullYear() === new Date(nowMs).getFullYear();
  return (isThisYear ? monthAndDay : withYear).format(then);
}

/** Date and time to the second, in the reader's time zone. */
export const exactTime = (time: string): string => exactly.format(new Date(time));
