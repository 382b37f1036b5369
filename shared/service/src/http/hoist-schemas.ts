type Json = { [member: string]: unknown };

const nameMember = 'x-schema-name';

/** Gives every schema that has an `$id` a member with that name, which survives the making of the document. The `$id` does not. */
export function nameSchemas<T>(schema: T): T {
  return rewrite(schema, ({ $id, ...members }) =>
    typeof $id === 'string' ? { ...members, [nameMember]: $id } : members,
  ) as T;
}

/**
 * Moves every named schema to `components.schemas` and leaves a reference in its place, so that the document says `Note` once
 * and by name. Schemas of one name are taken to be the same.
 */
export function hoistSchemas<T extends object>(document: T): T {
  const schemas: Json = {};
  const result = rewrite(document, ({ [nameMember]: name, ...members }) => {
    if (typeof name !== 'string') return members;
    schemas[name] = members;
    return { $ref: `#/components/schemas/${name}` };
  }) as Json;
  const components = (result['components'] ?? {}) as Json;
  return { ...result, components: { ...components, schemas: { ...(components['schemas'] as Json), ...schemas } } } as T;
}

/** A copy in which every object is changed, the inner ones first. */
function rewrite(value: unknown, change: (object: Json) => Json): unknown {
  if (Array.isArray(value)) return value.map((item) => rewrite(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return change(Object.fromEntries(Object.entries(value).map(([name, member]) => [name, rewrite(member, change)])));
}
