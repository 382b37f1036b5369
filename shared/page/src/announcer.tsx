import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';

/** At most one sentence in this time. */
const pauseMs = 10_000;

type Props = {
  /** What others have changed lately, by id. */
  readonly fresh: ReadonlySignal<ReadonlySet<string>>;
  /** What that is: `note`. */
  readonly what: string;
};

/** Announces to screen readers, now and then, how many subjects others have changed. */
export function Announcer({ fresh, what }: Props) {
  const [text, setText] = useState('');
  useEffect(() => {
    const ids = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const announce = (): void => {
      timer = undefined;
      setText(ids.size === 1 ? `Another user changed a ${what}.` : `Others changed ${ids.size} ${what}s.`);
      ids.clear();
    };
    const stop = fresh.subscribe((changed) => {
      for (const id of changed) ids.add(id);
      if (ids.size > 0) timer ??= setTimeout(announce, pauseMs);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [fresh, what]);
  return (
    <p class="unseen" aria-live="polite">
      {text}
    </p>
  );
}
