import { ConfigError, type ConfigMistake, loadConfig, maskConfig, processSettings } from '@notes/service';
import { type TProperties, Type } from 'typebox';
import { cliSettings } from '../session/settings.ts';

type Values = Readonly<Record<string, unknown>>;

/** The settings of each process, and of this tool. */
const settingsOf: Readonly<Record<string, TProperties>> = { ...processSettings, cli: cliSettings };
const processes = Object.keys(settingsOf);

/**
 * Prints every variable that any process reads, as it is set or by default, as `NAME=value` lines with the secrets masked; one
 * without a value is not set. Where processes differ, as they do in their ports, there is a line for each, with its name behind it.
 * Rejects like a start of any of them would, with the mistakes of all.
 */
export function printConfig(env: NodeJS.ProcessEnv): void {
  const configs = readAll(env).map(([name, config]) => [name, maskConfig(config)] as const);
  const variables = new Set(processes.flatMap((name) => Object.keys(settingsOf[name] ?? {})));
  for (const variable of variables) {
    const readers = configs.filter(([name]) => Object.hasOwn(settingsOf[name] ?? {}, variable));
    const lines = readers.map(([name, config]) => [name, `${variable}=${config[variable] ?? ''}`] as const);
    const differ = new Set(lines.map(([, line]) => line)).size > 1;
    for (const [name, line] of differ ? lines : lines.slice(0, 1)) console.log(differ ? `${line}  # ${name}` : line);
  }
}

function readAll(env: NodeJS.ProcessEnv): [string, Values][] {
  const mistakes = mistakesIn(env);
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return processes.map((name) => [name, loadConfig(Type.Object(settingsOf[name] ?? {}), env)]);
}

/** What any process would refuse to start with, each variable once. */
export function mistakesIn(env: NodeJS.ProcessEnv): readonly ConfigMistake[] {
  const mistakes = new Map<string, ConfigMistake>();
  for (const name of processes)
    try {
      loadConfig(Type.Object(settingsOf[name] ?? {}), env);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      for (const mistake of error.mistakes) mistakes.set(mistake.variable, mistake);
    }
  return [...mistakes.values()];
}
