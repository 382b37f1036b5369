import type { ComponentChildren } from 'preact';

type Attributes = {
  readonly id: string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string | undefined;
};

type Props = {
  readonly id: string;
  readonly label: string;
  readonly error: string | undefined;
  readonly children: (attributes: Attributes) => ComponentChildren;
};

/** A control with its label and what is wrong with its value. */
export const FormField = ({ id, label, error, children }: Props) => (
  <div class="field">
    <label for={id}>{label}</label>
    {children({ id, 'aria-invalid': error !== undefined, 'aria-describedby': error && `${id}-error` })}
    {error && (
      <p class="error" id={`${id}-error`}>
        {error}
      </p>
    )}
  </div>
);
