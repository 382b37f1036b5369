import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

type Rule = {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
};
type RuleFile = { readonly path: string; readonly rules: readonly Rule[] };

const folder = fileURLToPath(new URL('../rules/', import.meta.url));

/** The files of the rules for Prometheus, with what they hold. */
export function ruleFiles(): readonly RuleFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yml'))
    .map((name) => {
      const path = `${folder}${name}`;
      const { groups } = parse(readFileSync(path, 'utf8'), { merge: true }) as { groups: { rules: Rule[] }[] };
      return { path, rules: groups.flatMap(({ rules }) => rules) };
    });
}
