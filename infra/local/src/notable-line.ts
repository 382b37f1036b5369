const warn = 40;
const names: Readonly<Record<number, string>> = { 40: 'warning', 50: 'error', 60: 'fatal' };
const longest = 200;

type LogRecord = { readonly level?: unknown; readonly msg?: unknown; readonly err?: { readonly message?: unknown } };

/**
 * What of a service's log line is worth the terminal: warnings and errors as one short text, and any line that is no log
 * record, such as a stack trace of Node itself. Undefined for the rest.
 */
export function notableLine(line: string): string | undefined {
  const record = parse(line);
  if (record === undefined) return line.trim() === '' ? undefined : cut(line);
  if (typeof record.level !== 'number' || record.level < warn) return undefined;
  const message = typeof record.msg === 'string' ? record.msg : '';
  const cause =
    typeof record.err?.message === 'string' && !message.includes(record.err.message) ? record.err.message : '';
  const text = [message, cause].filter(Boolean).join(': ');
  return cut(`${names[record.level] ?? `level ${record.level}`}: ${text || line}`);
}

function parse(line: string): LogRecord | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
