import fc from 'fast-check';
import { type ApiDocument, type Operation, type Schema, schemaOf } from './api-document.ts';
import { hostileBody, hostileText } from './hostile-values.ts';
import { nearMissesOf, valuesOf } from './values-of.ts';

/** A request as it goes over the wire. */
export type FuzzRequest = {
  readonly operationId: string;
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** Nothing about it is wrong, as far as the description tells: it must not be refused as malformed or invalid. */
  readonly fits: boolean;
};

/** Requests to an operation: such as fit its description, such as nearly do, and such as do not at all. */
export function requestsTo(
  document: ApiDocument,
  operation: Operation,
  ids: readonly string[],
): fc.Arbitrary<FuzzRequest> {
  const plain = plainRequests(document, operation, ids);
  return fc.oneof(
    plain,
    fc.tuple(plain, queries(document, operation), headers(document, operation)).map(([request, query, more]) => ({
      ...request,
      target: query === '' ? request.target : `${request.target}?${query}`,
      headers: { ...request.headers, ...more },
      fits: false,
    })),
    fc.tuple(plain, bodies(document, operation)).map(([request, body]) => ({ ...request, ...body, fits: false })),
    fc.tuple(plain, hostileText).map(([request, text]) => ({
      ...request,
      target: request.target.replace(ids.find((id) => request.target.includes(id)) ?? '\n', encodePath(text)),
      fits: false,
    })),
    fc.tuple(plain, hostileText).map(([request, text]) => ({
      ...request,
      target: `${request.target}?${visible(text)}`,
      fits: false,
    })),
    fc
      .tuple(plain, fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'TRACE'))
      .map(([request, method]) => ({ ...request, method, fits: false })),
  );
}

/** What is required, and nothing else. */
function plainRequests(document: ApiDocument, operation: Operation, ids: readonly string[]): fc.Arbitrary<FuzzRequest> {
  const { method, operationId, path, requestBody, parameters = [] } = operation;
  const required = parameters.filter(({ in: place, required }) => place === 'query' && required === true);
  const query = fc.tuple(
    ...required.map((one) => valuesOf(document, schemaOf(one)).map((value) => pair(one.name, value))),
  );
  const content = Object.entries(requestBody?.content ?? {});
  const body =
    content.length === 0
      ? fc.constant({ headers: {} })
      : fc
          .constantFrom(...content)
          .chain(([type, { schema = {} }]) =>
            valuesOf(document, schema).map((value) => ({ headers: { 'content-type': type }, body: toBytes(value) })),
          );
  return fc.tuple(fc.constantFrom(...ids), query, body).map(([id, pairs, rest]) => ({
    operationId,
    method: method.toUpperCase(),
    target: [path.replaceAll(/\{\w+\}/g, id), ...(pairs.length > 0 ? [pairs.join('&')] : [])].join('?'),
    ...rest,
    // Which ones are meant, by one parameter or another, and that no two have one value, is more than a description can ask for.
    fits: required.length === 0 && !/^(?:delete\w+s|createTasks)$/.test(operationId),
  }));
}

/** Some of the parameters, right or wrong; now and then one that is unknown, or given twice. */
function queries(document: ApiDocument, { parameters = [] }: Operation): fc.Arbitrary<string> {
  const known = parameters
    .filter(({ in: place }) => place === 'query')
    .map((one) => parameter(document, one.name, schemaOf(one)));
  const unknown = fc.tuple(hostileText, hostileText).map(([name, value]) => pair(name, value));
  return fc
    .array(fc.oneof({ weight: 1, arbitrary: unknown }, ...known.map((arbitrary) => ({ weight: 2, arbitrary }))), {
      maxLength: 4,
    })
    .map((pairs) => pairs.join('&'));
}

const parameter = (document: ApiDocument, name: string, schema: Schema): fc.Arbitrary<string> =>
  fc.oneof(valuesOf(document, schema), nearMissesOf(document, schema), hostileText).map((value) => pair(name, value));

const oddHeaders: fc.Arbitrary<Record<string, string>> = fc.oneof(
  fc.constantFrom<Record<string, string>>(
    { accept: 'text/html' },
    { accept: 'application/json;q=0, */*;q=0.1' },
    { accept: ',;=' },
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/json; charset=latin1' },
    { 'content-type': 'application/merge-patch+json' },
    { 'content-type': '' },
    { 'content-type': ';;;' },
    { 'content-encoding': 'gzip' },
    { 'x-user': '\xff\xfe' },
    { authorization: 'Bearer nonsense' },
    { cookie: 'a=b' },
    { range: 'bytes=0-1' },
    { 'x-request-id': '\x80' },
    { traceparent: '00-zz' },
    { 'x-http-method-override': 'DELETE' },
    { 'x-forwarded-for': '::1' },
    { expect: '100-continue' },
    { 'if-none-match': '*' },
    { 'consistency-token': 'zzzzzzzz:0-1' },
    { 'consistency-token': ':' },
    { prefer: 'return=minimal, wait=0' },
  ),
);

function headers(document: ApiDocument, { parameters = [] }: Operation): fc.Arbitrary<Record<string, string>> {
  const known = parameters
    .filter(({ in: place }) => place === 'header')
    .map((one) =>
      fc
        .oneof(valuesOf(document, schemaOf(one)), hostileText)
        .map((value) => ({ [one.name]: headerText(String(value)) })),
    );
  return fc
    .array(fc.oneof(oddHeaders, ...known), { maxLength: 3 })
    .map((all) => Object.assign({}, ...all) as Record<string, string>);
}

function bodies(
  document: ApiDocument,
  { requestBody }: Operation,
): fc.Arbitrary<Pick<FuzzRequest, 'headers' | 'body'>> {
  const content = Object.entries(requestBody?.content ?? { 'application/json': {} });
  return fc
    .constantFrom(...content)
    .chain(([type, { schema = {} }]) =>
      fc
        .oneof(nearMissesOf(document, schema).map(toBytes), hostileBody)
        .map((body) => ({ headers: { 'content-type': type }, body })),
    );
}

const toBytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value) ?? '');

const loneSurrogate = /[\ud800-\udfff]/u;

/** Lone surrogates have no percent-encoding: their bytes are written as an encoder without care would. */
const encode = (text: string): string =>
  loneSurrogate.test(text) ? [...Buffer.from(text, 'utf16le')].map(hex).join('') : encodeURIComponent(text);
const hex = (byte: number): string => `%${byte.toString(16).padStart(2, '0')}`;

const encodePath = (text: string): string => encode(text) || '%20';
const pair = (name: string, value: unknown): string =>
  [value]
    .flat()
    .map((one) => `${encode(name)}=${encode(typeof one === 'object' ? JSON.stringify(one) : String(one))}`)
    .join('&');

/** What may stand in a request line as it is. */
const visible = (text: string): string => text.replaceAll(/[^\x21-\x22\x24-\x7e]/g, '~');
/** What may stand in a header. */
const headerText = (text: string): string => text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '~').slice(0, 4_000);
