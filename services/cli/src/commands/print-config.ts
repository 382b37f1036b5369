import { ConfigError, type ConfigMistake, loadConfig, maskConfig, processSettings } from '@notes/service';
import { Type } from 'typebox';

type Values = Readonly<Record<string, unknown>>;
type ProcessName = keyof typeof processSettings;

const processes = Object.keys(processSettings) as ProcessName[];

/**
 * Prints every variable that any process reads, as it is set or by default, as `NAME=value` lines with the secrets masked; one
 * without a value is not set. Where processes differ, as they do in their ports, there is a line for each, with its name behind it.
 * Rejects like a start of any of them would, with the mistakes of all.
 */
export function printConfig(env: NodeJS.ProcessEnv): void {
  const configs = readAll(env).map(([name, config]) => [name, maskConfig(config)] as const);
  const variables = new Set(processes.flatMap((name) => Object.keys(processSettings[name])));
  for (const variable of variables) {
    const readers = configs.filter(([name]) => Object.hasOwn(processSettings[name], variable));
    const lines = readers.map(([name, config]) => [name, `${variable}=${config[variable] ?? ''}`] as const);
    const differ = new Set(lines.map(([, line]) => line)).size > 1;
    for (const [name, line] of differ ? lines : lines.slice(0, 1)) console.log(differ ? `${line}  # ${name}` : line);
  }
}

function readAll(env: NodeJS.ProcessEnv): [ProcessName, Values][] {
  const mistakes = new Map<string, ConfigMistake>();
  const configs = processes.flatMap((name): [ProcessName, Values][] => {
    try {
      return [[name, loadConfig(Type.Object(processSettings[name]), env)]];
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      for (const mistake of error.mistakes) mistakes.set(mistake.variable, mistake);
      return [];
    }
  });
  if (mistakes.size > 0) throw new ConfigError([...mistakes.values()]);
  return configs;
}
