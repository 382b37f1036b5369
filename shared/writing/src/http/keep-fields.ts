import { type Fields, type KeptFields, plainDecimal } from '@notes/contracts';
import { parseInstant } from '@notes/reading';
import { ProblemError } from '@notes/service';

/**
 * A function that brings the members of a body to the form in which these fields are kept: instants in UTC to the millisecond,
 * decimals without trailing zeros. It throws the problem `invalid` for an instant that UTC has not in the years 0001 to 9999.
 */
export function keeperOf<F extends Fields>(fields: F): (given: object, pointer: string) => Partial<KeptFields<F>> {
  const decimals = Object.keys(fields).filter((name) => fields[name]?.column === 'numeric');
  const instants = Object.keys(fields).filter((name) => fields[name]?.column === 'timestamptz');
  if (decimals.length + instants.length === 0) return (given) => given;
  return (given, pointer) => {
    const kept: Record<string, unknown> = { ...given };
    for (const name of decimals) if (typeof kept[name] === 'string') kept[name] = plainDecimal(kept[name]);
    for (const name of instants)
      if (typeof kept[name] === 'string') kept[name] = instantAt(`${pointer}/${name}`, kept[name]);
    return kept as Partial<KeptFields<F>>;
  };
}

function instantAt(pointer: string, text: string): string {
  const instant = parseInstant(text);
  if (instant !== undefined) return instant.floor;
  const detail = 'Must be an instant of RFC 3339 with a zone, in the years 0001 to 9999 of UTC.';
  throw new ProblemError('invalid', `${pointer}: ${detail}`, { errors: [{ pointer, code: 'bad-format', detail }] });
}
