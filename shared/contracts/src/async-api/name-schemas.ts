type Json = { readonly [member: string]: unknown };

/** Moves every schema that has an `$id` to `schemas`, and leaves a reference in its place: the document says each once, by name. */
export function nameSchemas(value: unknown, schemas: Record<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((item) => nameSchemas(item, schemas));
  if (typeof value !== 'object' || value === null) return value;
  const { $id, ...members } = value as Json;
  const named = Object.fromEntries(
    Object.entries(typeof $id === 'string' ? members : (value as Json)).map(([name, member]) => [
      name,
      nameSchemas(member, schemas),
    ]),
  );
  if (typeof $id !== 'string') return named;
  schemas[$id] = named;
  return { $ref: `#/components/schemas/${$id}` };
}
