import { shortType } from '@notes/contracts';
import { cutOff } from '../table.ts';
import type { ShownRecord } from './log-records.ts';

/** A record in one line, for a terminal; `verdict` before it, where there is one. */
export function recordLine(
  { position, time, type, subject, version, actor, data, detail }: ShownRecord,
  verdict = '',
): string {
  const cells = [
    position.padEnd(9),
    ...(verdict === '' ? [] : [verdict.padEnd(14)]),
    time,
    shortType(type).padEnd(13),
    (subject ?? '').padEnd(36),
    (version === undefined ? '' : `v${version}`).padEnd(4),
    actor ?? '',
    detail ?? textOf(data),
  ];
  const line = cells
    .join('  ')
    .replaceAll(/\p{Cc}/gu, '·')
    .trimEnd();
  return process.stdout.isTTY ? cutOff(line, process.stdout.columns).trimEnd() : line;
}

const textOf = (data: unknown): string => {
  const text = JSON.stringify(data) ?? '';
  return text === '{}' ? '' : text;
};
