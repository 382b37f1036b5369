import type { ServiceName, ServiceProcess } from '../../harness/service-process.ts';
import { type Servers, System } from '../../harness/system.ts';
import { startCrowd } from '../feed/crowd.ts';
import { createNote, load } from '../load.ts';
import { perWrite } from './per-write.ts';

const seconds = 6;
const connections = 64;
const sockets = 400;
const most = 4;

/**
 * What a write costs when one service after the other has one to four instances, under the same load: what an instance more takes, and
 * so what it can bring. Logs and resolves with tables in Markdown.
 */
export async function benchScale(servers: Servers, log: (line: string) => void): Promise<string> {
  const tables: string[] = [];
  for (const name of ['command', 'projector', 'gateway'] as const) {
    const table = await scaleOut(servers, name);
    log(table);
    tables.push(table);
  }
  return tables.join('\n');
}

async function scaleOut(
  servers: Servers,
  name: Extract<ServiceName, 'command' | 'projector' | 'gateway'>,
): Promise<string> {
  const system = await System.create(servers);
  const crowd = startCrowd();
  try {
    const { command, query, gateway } = await system.startAll();
    const upstream = { COMMAND_URL: command.url, QUERY_URL: query.url };
    const commands = [command];
    const gateways = [gateway];
    const lines = [
      `| ${name} instances | writes/s | ${name}, µs of CPU a write | Kafka | Postgres for the projector | all |`,
      '|---:|---:|---:|---:|---:|---:|',
    ];
    await writeAll(commands);
    for (let count = 1; count <= most; count++) {
      if (count > 1) {
        const started = await system.start(name, name === 'gateway' ? upstream : {});
        if (name === 'command') commands.push(started);
        if (name === 'gateway') gateways.push(started);
      }
      await crowd.ask({ close: true });
      for (const { url } of gateways)
        await crowd.ask({ open: name === 'gateway' ? sockets / gateways.length : 1, url });
      const figures = await perWrite(system, () => writeAll(commands));
      const writes = figures.get('writes') ?? Number.NaN;
      const us = [name, 'Kafka', 'Postgres: projector', 'all'].map((each) => Math.round(figures.get(each) ?? 0));
      lines.push(`| ${[count, Math.round(writes / seconds), ...us].join(' | ')} |`);
    }
    return `${lines.join('\n')}\n`;
  } finally {
    crowd.end();
    await system.stop();
  }
}

/** The same load, spread over all of them. Resolves with how many writes it was. */
async function writeAll(commands: readonly ServiceProcess[]): Promise<number> {
  const share = connections / commands.length;
  const loads = await Promise.all(
    commands.map(({ url }) => load(url, createNote, { connections: Math.ceil(share), seconds })),
  );
  return loads.reduce((sum, { perSecond }) => sum + perSecond * seconds, 0);
}
