import { IsOptional } from 'typebox';

type Members = Readonly<Record<string, unknown>>;
type Described = { readonly headers?: Readonly<Record<string, Members>> };

const optionalMember = 'x-optional';

/** Marks the headers that an answer may lack, in a route's schema: what the document is made by does not know TypeBox's own mark. */
export function markOptionalHeaders<T extends { readonly response?: unknown }>(schema: T): T {
  if (typeof schema?.response !== 'object' || schema.response === null) return schema;
  const response = mapValues(schema.response as Readonly<Record<string, Described>>, (answer) =>
    answer.headers === undefined
      ? answer
      : {
          ...answer,
          headers: mapValues(answer.headers, (header) =>
            IsOptional(header) ? { ...header, [optionalMember]: true } : header,
          ),
        },
  );
  return { ...schema, response };
}

type Header = { readonly schema?: Members };
type Answer = { readonly headers?: Readonly<Record<string, Header>> };
type Operation = { readonly responses?: Readonly<Record<string, Answer>> };
type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** Says in the document which headers an answer always has: all that are not marked. */
export function requireHeaders<T extends { readonly paths?: unknown }>(document: T): T {
  const paths = mapValues((document.paths ?? {}) as Paths, (methods) =>
    mapValues(methods, (operation) => ({
      ...operation,
      ...(operation.responses === undefined ? {} : { responses: mapValues(operation.responses, requireEach) }),
    })),
  );
  return { ...document, paths };
}

function requireEach(answer: Answer): Answer {
  if (answer.headers === undefined) return answer;
  return {
    ...answer,
    headers: mapValues(answer.headers, ({ schema = {}, ...header }) => {
      const { [optionalMember]: optional, ...rest } = schema;
      return { ...header, ...(optional === true ? {} : { required: true }), schema: rest };
    }),
  };
}

const mapValues = <V, R>(record: Readonly<Record<string, V>>, change: (value: V) => R): Record<string, R> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
