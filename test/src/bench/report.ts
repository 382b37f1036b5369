import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';

/** One line of the table. `bare`: the yardstick of the same run, if there is one. */
export type Row = { readonly what: string; readonly ours: number; readonly bare?: number; readonly target: string };

/** The table of one side as Markdown. */
export function section(side: string, rows: readonly Row[], at: Date): string {
  return [
    `## ${side}`,
    '',
    `Measured on ${at.toISOString().slice(0, 10)} with \`npm run bench -- ${side}\`.`,
    '',
    '| what | ours | bare | ours / bare | target |',
    '|---|---:|---:|---:|---|',
    ...rows.map(
      ({ what, ours, bare, target }) =>
        `| ${[what, figure(ours), bare === undefined ? '' : figure(bare), bare === undefined ? '' : figure(ours / bare), target].join(' | ')} |`,
    ),
    '',
  ].join('\n');
}

/** All of it, with the machine and versions it was measured on. */
export function report(parts: readonly string[]): string {
  return [
    '# Bench results',
    '',
    'Written by `npm run bench`. Each figure is of one run, ours and the yardstick ("bare") in turn where there is one, load generator and servers on the same cores.',
    '',
    ...machine().map((line) => `- ${line}`),
    '',
    ...parts.filter((part) => part !== ''),
  ].join('\n');
}

function machine(): readonly string[] {
  const processors = cpus();
  return [
    `${processors.length} × ${processors[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}`,
    `Node ${process.version}, ${version('postgres', '--version')}, Apache Kafka and Redis as started by the embedded stack`,
  ];
}

function version(program: string, ...args: readonly string[]): string {
  try {
    return execFileSync(program, args, { encoding: 'utf8' }).trim();
  } catch {
    return `embedded ${program}`;
  }
}

function figure(value: number): string {
  if (value >= 1_000) return Math.round(value).toLocaleString('en-GB');
  return value.toFixed(2);
}
