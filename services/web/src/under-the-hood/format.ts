const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

const none = '–';

/** A whole number, in groups of three. */
export const count = (value: number | null): string => (value === null ? none : whole.format(value));

/** How often a second: small ones with a decimal. */
export const rate = (value: number | null): string =>
  value === null ? none : (value < 10 ? fine : whole).format(value);

export const milliseconds = (value: number | null): string => (value === null ? none : `${rate(value)} ms`);
