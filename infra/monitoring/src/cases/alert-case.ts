/** Series as promtool writes them, one value every 15 seconds: `1x8` is 1 and eight times the same again, `0+60x8` grows by 60. */
type Series = Readonly<Record<string, string>>;

/** What is true of the alert at a time: the labels that name those that fire, each as far as they matter. */
type Expected = Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;

/** Of one alert: that it does not fire, fires, and is over again. */
export type AlertCase = { readonly alert: string; readonly series: Series; readonly at: Expected };

/** 1 for two minutes, 0 for six, 1 again. */
export const gone = '1x7 0x23 1x20';
export const came = '0x7 1x23 0x20';
export const calm = '1x60';
export const all = (name: string): Series =>
  Object.fromEntries(
    ['gateway', 'command', 'query', 'projector'].map((component) => [`${name}{component="${component}"}`, calm]),
  );
export const phases = (...labels: Readonly<Record<string, string>>[]): Expected => ({
  '90s': [],
  '7m': labels,
  '11m': [],
});
/** Of what looks back over `m` minutes. */
export const after = (minutes: number, ...labels: Readonly<Record<string, string>>[]): Expected => ({
  '90s': [],
  '7m': labels,
  [`${8 + minutes + 3}m`]: [],
});
export const rising = (per15s: number): string => `0x7 0+${per15s}x23 ${24 * per15s}x100`;
export const check = (name: string, component: string) => `notes_check_ok{check="${name}",component="${component}"}`;
