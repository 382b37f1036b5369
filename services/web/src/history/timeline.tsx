import type { PastEvent } from '@notes/client';
import { useState } from 'preact/hooks';
import { eventSentence } from '../domain/event-sentence.ts';
import { exactTime, relativeTime } from '../domain/relative-time.ts';
import { now } from '../store/clock.ts';

type Props = {
  readonly events: readonly PastEvent[];
  readonly version: number;
  readonly onChoose: (version: number) => void;
};

const atATime = 100;

/** Newest first; older ones when they are asked for. */
export function Timeline({ events, version, onChoose }: Props) {
  const [most, setMost] = useState(atATime);
  return (
    <>
      <ol class="timeline" reversed start={events.length}>
        {events
          .slice(-most)
          .toReversed()
          .map((event) => (
            <li key={event.version} data-chosen={event.version === version}>
              <button type="button" aria-pressed={event.version === version} onClick={() => onChoose(event.version)}>
                <span class="timeline-version">{event.version}</span>
                <span>
                  <b>{event.actor}</b> {eventSentence(event)}
                </span>
                <time dateTime={event.time} title={exactTime(event.time)}>
                  {relativeTime(event.time, now.value)}
                </time>
              </button>
            </li>
          ))}
      </ol>
      {events.length > most && (
        <button type="button" class="button" onClick={() => setMost(most + atATime)}>
          Show older
        </button>
      )}
    </>
  );
}
