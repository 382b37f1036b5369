/** One variable of the environment, what is wrong with it, and what to write instead. */
export type ConfigMistake = { readonly variable: string; readonly wrong: string; readonly write: string };

/** The configuration cannot be used. The message lists every mistake, one a line, for people. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly mistakes: readonly ConfigMistake[];

  constructor(mistakes: readonly ConfigMistake[]) {
    super(['The configuration cannot be used:', ...mistakes.map(line)].join('\n'));
    this.mistakes = mistakes;
  }
}

const line = ({ variable, wrong, write }: ConfigMistake): string => `  ${variable} ${wrong}. ${write}`;
