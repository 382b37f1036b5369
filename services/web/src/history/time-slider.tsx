import type { PastEvent } from '@notes/client';
import { useId } from 'preact/hooks';
import { exactTime } from '../domain/relative-time.ts';

type Props = {
  readonly events: readonly PastEvent[];
  readonly version: number;
  readonly onChoose: (version: number) => void;
};

/** Goes back in time. */
export function TimeSlider({ events, version, onChoose }: Props) {
  const id = useId();
  const newest = events.at(-1)?.version ?? version;
  const event = events.find((one) => one.version === version);
  const when = event === undefined ? '' : exactTime(event.time);
  return (
    <div class="field slider">
      <label for={id}>
        Version {version} of {newest}
      </label>
      <input
        id={id}
        type="range"
        min={1}
        max={newest}
        step={1}
        value={version}
        aria-valuetext={`version ${version}, ${when}`}
        onInput={({ currentTarget }) => onChoose(currentTarget.valueAsNumber)}
      />
      <span class="hint">{when}</span>
    </div>
  );
}
