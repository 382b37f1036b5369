import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';

/** At most one sentence in this time, however much happens. */
const pauseMs = 10_000;

/** Says now and then how many notes others have changed, to those who cannot see it. */
export function Announcer({ fresh }: { readonly fresh: ReadonlySignal<ReadonlySet<string>> }) {
  const [text, setText] = useState('');
  useEffect(() => {
    const ids = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = (): void => {
      timer = undefined;
      setText(ids.size === 1 ? 'Somebody changed a note.' : `Others changed ${ids.size} notes.`);
      ids.clear();
    };
    const stop = fresh.subscribe((changed) => {
      for (const id of changed) ids.add(id);
      if (ids.size > 0) timer ??= setTimeout(tell, pauseMs);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [fresh]);
  return (
    <p class="unseen" aria-live="polite">
      {text}
    </p>
  );
}
