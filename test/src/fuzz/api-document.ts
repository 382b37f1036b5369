/** A JSON Schema, as far as requests are made from it. */
export type Schema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly examples?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
};

type Parameter = {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  /** Of a parameter, examples stand beside the schema. */
  readonly example?: unknown;
  readonly schema: Schema;
};

/** The schema of a parameter with its example. */
export const schemaOf = ({ schema, example }: Parameter): Schema =>
  example === undefined ? schema : { ...schema, examples: [example] };

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

type OperationObject = {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
};

export type ApiDocument = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

/** One operation of a document, with where it stands there. */
export type Operation = OperationObject & { readonly method: string; readonly path: string };

/** The operations that answer at once; streams go on for as long as the client likes. */
export function operationsOf(document: ApiDocument): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .map(([method, operation]) => ({ ...operation, method, path }))
      .filter(({ responses }) => !Object.values(responses).some(({ content }) => content?.['text/event-stream'])),
  );
}

/** The schema itself, where there is only a reference to it. */
export function resolve(document: ApiDocument, schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const name = schema.$ref.replace('#/components/schemas/', '');
  const found = document.components.schemas[name];
  if (found === undefined) throw new Error(`the document has no ${schema.$ref}`);
  return resolve(document, found);
}
