import { type Exposure, exposureMistakes } from './check-exposure.ts';
import type { ConfigMistake } from './config-error.ts';

type Settings = Readonly<Record<string, unknown>>;

/** What is wrong with settings that are each right by themselves. `known` are the variables that the process reads at all. */
export function contradictions(config: Settings, known: readonly string[]): ConfigMistake[] {
  const serves = known.includes('HOST') && known.includes('AUTH');
  return [...loginMistakes(config), ...(serves ? exposureMistakes(config as Exposure) : [])];
}

const login = ['KAFKA_SASL_MECHANISM', 'KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'] as const;

/** A part of a login alone would be no login, and nothing would say so. */
function loginMistakes(config: Settings): ConfigMistake[] {
  const given = login.filter((variable) => config[variable] !== undefined);
  if (given.length === 0 || given.length === login.length) return [];
  const missing = login.filter((variable) => config[variable] === undefined);
  return missing.map((variable) => ({
    variable,
    wrong: `is not set, while ${given.join(' and ')} ${given.length === 1 ? 'is' : 'are'}`,
    write: `Set all of ${login.join(', ')}, or none.`,
  }));
}
