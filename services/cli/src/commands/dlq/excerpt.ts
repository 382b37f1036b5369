/** The beginning of a key or value: how many bytes the whole has, and the beginning as text where it is UTF-8. */
export type Excerpt = { readonly bytes: number; readonly text: string | null; readonly base64: string };

/** Reads what is kept of a key or value; null if the record had none. */
export function excerpt(kept: Buffer | null, bytes: number | null): Excerpt | null {
  if (kept === null) return null;
  return { bytes: bytes ?? kept.length, text: textOf(kept), base64: kept.toString('base64') };
}

/** With "stream", a character that is cut off at the end is no error. */
function textOf(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
  } catch {
    return null;
  }
}

/** For a terminal: text with its control characters as dots, other bytes in hexadecimal. */
export const printable = ({ text, base64 }: Excerpt): string =>
  text === null ? `0x${Buffer.from(base64, 'base64').toString('hex')}` : text.replaceAll(/(?![\n\t])\p{Cc}/gu, '·');
