/**
 * Settings as a file of Java properties. Java reads such a file as ISO-8859-1, takes a backslash for an escape and leaves out white
 * space before a value; whatever is not plain ASCII is written as the escape `\uXXXX`.
 */
export const propertiesText = (settings: Readonly<Record<string, string | number>>): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name}=${escaped(String(value))}\n`)
    .join('');

const escaped = (value: string): string =>
  value
    .replace(/\\/g, '\\\\')
    .replace(/^\s|[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
