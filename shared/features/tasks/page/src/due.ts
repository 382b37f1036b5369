const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const time = new Intl.DateTimeFormat('en', { hour: 'numeric', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat('en', { weekday: 'long' });
const monthAndDay = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric' });
const withYear = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', year: 'numeric' });

/** `tone`: how urgent it is, which the text says, too. */
export type Due = { readonly text: string; readonly tone: 'late' | 'soon' | 'later' };

/** When a task is due, in a few words, by the reader's calendar. `due` is an instant, RFC 3339; `nowMs` in ms since 1970. */
export function describeDue(due: string, nowMs: number): Due {
  const at = new Date(due);
  const lateMs = nowMs - at.getTime();
  if (lateMs > 0) return { text: `${spanOf(lateMs)} overdue`, tone: 'late' };
  const days = daysBetween(new Date(nowMs), at);
  if (days === 0) return { text: `today, ${time.format(at)}`, tone: 'soon' };
  if (days === 1) return { text: `tomorrow, ${time.format(at)}`, tone: 'soon' };
  if (days < 7) return { text: `${weekday.format(at)}, ${time.format(at)}`, tone: 'later' };
  const isThisYear = at.getFullYear() === new Date(nowMs).getFullYear();
  return { text: (isThisYear ? monthAndDay : withYear).format(at), tone: 'later' };
}

function spanOf(ms: number): string {
  if (ms < hourMs) return `${Math.max(1, Math.floor(ms / minuteMs))} min`;
  if (ms < dayMs) return `${Math.floor(ms / hourMs)} h`;
  return `${Math.floor(ms / dayMs)} d`;
}

/** How many midnights lie between. A day has not always 24 hours. */
const daysBetween = (from: Date, to: Date): number => (dayOf(to) - dayOf(from)) / dayMs;

const dayOf = (date: Date): number => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
