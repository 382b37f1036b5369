import type { PastEvent } from '@notes/client';
import { eventSentence } from '../domain/event-sentence.ts';
import { exactTime, relativeTime } from '../domain/relative-time.ts';
import { now } from '../store/clock.ts';

type Props = {
  readonly events: readonly PastEvent[];
  readonly version: number;
  readonly onChoose: (version: number) => void;
};

/** Newest first. */
export const Timeline = ({ events, version, onChoose }: Props) => (
  <ol class="timeline" reversed>
    {events.toReversed().map((event) => (
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
);
