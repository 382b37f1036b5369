import { signal } from '@preact/signals';
import type { ComponentChildren, ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { exactTime, relativeTime } from './time.ts';

const paths = {
  plus: 'M12 5v14M5 12h14',
  back: 'M15 5l-7 7 7 7',
  search: 'M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14M20 20l-4-4',
  filter: 'M4 7h16M7 12h10M10 17h4',
  pulse: 'M3 12h4l3-8 4 16 3-8h4',
  person: 'M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8M4 20c1-4 4-6 8-6s7 2 8 6',
  light: 'M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1 1M18 18l1 1M19 5l-1 1M6 18l-1 1',
  dark: 'M20 14A8 8 0 1 1 10 4a6.500 6.500 0 0 0 10 10',
  system: 'M4 5h16v11H4zM9 20h6M12 16v4',
  keys: 'M3 7h18v10H3zM7 11h.01M11 11h.01M15 11h.01M8 14h8',
  close: 'M6 6l12 12M18 6L6 18',
} as const;

type IconName = keyof typeof paths;

/** Decoration, hidden from screen readers: what it stands for is in the text or label beside it. */
export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={paths[name]} />
  </svg>
);

type ButtonProps = {
  readonly children: ComponentChildren;
  readonly onClick: () => void;
  readonly kind?: 'primary' | 'quiet';
  readonly disabled?: boolean;
  readonly 'aria-expanded'?: boolean;
};

export const Button = ({ kind, ...attributes }: ButtonProps) => (
  <button type="button" class={kind === undefined ? 'button' : `button ${kind}`} {...attributes} />
);

type FailureProps = { readonly text: string | undefined; readonly onRetry: () => void };

/** An error, with a button to retry. */
export const Failure = ({ text, onRetry }: FailureProps) => (
  <div class="notice" role="alert">
    <p>{text}</p>
    <Button onClick={onRetry}>Try again</Button>
  </div>
);

type IconButtonProps = {
  readonly icon: IconName;
  readonly label: string;
  readonly onClick: () => void;
  readonly pressed?: boolean | undefined;
};

/** A button with an icon only; `label` is its accessible name and its tooltip. */
export const IconButton = ({ icon, label, onClick, pressed }: IconButtonProps) => (
  <button type="button" class="icon-button" aria-label={label} title={label} aria-pressed={pressed} onClick={onClick}>
    <Icon name={icon} />
  </button>
);

const tickMs = 20_000;

/** The time in ms since 1970, of the last tick: what depends on the time is drawn anew then. */
export const now = signal(Date.now());

setInterval(() => {
  now.value = Date.now();
}, tickMs);

/** How long ago a time was, kept up to date; the exact time is the tooltip. */
export const RelativeTime = ({ time }: { readonly time: string }) => (
  <time dateTime={time} title={exactTime(time)}>
    {relativeTime(time, now.value)}
  </time>
);

type Attributes = {
  readonly id: string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string | undefined;
};

type FormFieldProps = {
  readonly id: string;
  readonly label: string;
  /** What is wrong with the value, where something is. */
  readonly error: ComponentChildren;
  /** Draws the control with these attributes. */
  readonly children: (attributes: Attributes) => ComponentChildren;
};

/** A control with its label and the error of its value. */
export const FormField = ({ id, label, error, children }: FormFieldProps) => (
  <div class="field">
    <label for={id}>{label}</label>
    {children({ id, 'aria-invalid': Boolean(error), 'aria-describedby': error ? `${id}-error` : undefined })}
    {error && (
      <p class="error" id={`${id}-error`}>
        {error}
      </p>
    )}
  </div>
);

type Loaded<P> = { readonly view: ComponentType<P> } | { readonly failed: true } | undefined;

/**
 * Shows a component that is loaded when it is first needed. `load` must be the same function at each render. If loading fails, an error
 * with a button to retry is shown.
 */
export function Lazy<P extends object>({ load, props }: { load: () => Promise<ComponentType<P>>; props: P }) {
  const [loaded, setLoaded] = useState<Loaded<P>>();
  const fetchView = () => {
    load().then(
      (view) => setLoaded({ view }),
      () => setLoaded({ failed: true }),
    );
  };
  useEffect(fetchView, [load]);
  if (loaded === undefined) return null;
  if ('failed' in loaded)
    return (
      <p class="notice" role="alert">
        This part could not be loaded.{' '}
        <button type="button" onClick={fetchView}>
          Try again
        </button>
      </p>
    );
  const { view: View } = loaded;
  return <View {...props} />;
}
