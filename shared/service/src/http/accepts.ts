/**
 * Whether an Accept header admits one of the media types (RFC 9110 §12.5.1). The most specific range that covers a type
 * decides; q=0 excludes. What cannot be read is no range, and a header without any range admits all.
 */
export function accepts(header: string, types: readonly string[]): boolean {
  const ranges = header.split(',').flatMap(readRange);
  return ranges.length === 0 || types.some((type) => qualityOf(type, ranges) > 0);
}

type Range = { readonly media: string; readonly quality: number };

function readRange(text: string): Range[] {
  const [media = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  if (!/^[^\s/]+\/[^\s/]+$/.test(media)) return [];
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  const value = quality === undefined ? 1 : Number(quality.slice(2));
  return [{ media, quality: value >= 0 && value <= 1 ? value : 1 }];
}

function qualityOf(type: string, ranges: readonly Range[]): number {
  const whole = `${type.slice(0, type.indexOf('/'))}/*`;
  for (const candidate of [type, whole, '*/*']) {
    const range = ranges.find(({ media }) => media === candidate);
    if (range !== undefined) return range.quality;
  }
  return 0;
}
