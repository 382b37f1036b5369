/** What was looked at, how it is, and what to do if it is not as it should be. `skipped`: it could not be looked at. */
export type Finding = {
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'problem' | 'skipped';
  readonly detail: string;
  readonly todo?: string;
};

export const ok = (check: string, detail: string): Finding => ({ check, state: 'ok', detail });
export const warning = (check: string, detail: string, todo: string): Finding => ({
  check,
  state: 'warning',
  detail,
  todo,
});
export const problem = (check: string, detail: string, todo: string): Finding => ({
  check,
  state: 'problem',
  detail,
  todo,
});
export const skipped = (check: string, detail: string): Finding => ({ check, state: 'skipped', detail });
