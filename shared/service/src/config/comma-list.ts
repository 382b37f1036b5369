/** The items of a setting that is a list separated by commas, trimmed; none when it is absent. */
export function commaList(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
