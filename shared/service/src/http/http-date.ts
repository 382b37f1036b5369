const time = String.raw`(?<time>\d\d:\d\d:\d\d)`;

/** The forms of RFC 9110 §5.6.7. Senders make the first one, but all are to be understood. */
const forms = [
  new RegExp(`^[A-Z][a-z]{2}, (?<day>\\d\\d) (?<month>[A-Z][a-z]{2}) (?<year>\\d{4}) ${time} GMT$`),
  new RegExp(`^[A-Z][a-z]{5,8}, (?<day>\\d\\d)-(?<month>[A-Z][a-z]{2})-(?<year>\\d\\d) ${time} GMT$`),
  new RegExp(`^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \\d]\\d) ${time} (?<year>\\d{4})$`),
];

/** In ms since 1970; undefined for what is no date of HTTP. */
export function readHttpDate(text: string): number | undefined {
  for (const form of forms) {
    const groups = form.exec(text.trim())?.groups;
    if (groups === undefined) continue;
    const ms = Date.parse(`${groups['day']?.trim()} ${groups['month']} ${groups['year']} ${groups['time']} GMT`);
    return Number.isNaN(ms) ? undefined : ms;
  }
  return undefined;
}
