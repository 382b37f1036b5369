import { problems } from '@notes/contracts';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { type ApiDocument, type Operation, operationsOf } from './api-document.ts';
import type { FuzzRequest } from './requests-to.ts';
import type { FuzzAnswer } from './send.ts';

/** Statuses that no description of an operation lists: the address or the method is another one. */
const ofTheServer = new Set([404, 405, 431]);
const asBroken = new Set([400, 406, 414, 415, 422, 431]);
const ofWaiting = new Set(['not-caught-up', 'overloaded']);

/** Compares answers with a description. Each complaint is a sentence; none at all is what should come of it. */
export function createJudge(document: ApiDocument): (request: FuzzRequest, answer: FuzzAnswer) => string[] {
  const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true });
  addFormats.default(ajv);
  ajv.addSchema({ ...document, $id: 'api' });

  const operations = new Map(operationsOf(document).map((operation) => [operation.operationId, operation]));

  function mismatch(operation: Operation, status: number, type: string, body: unknown): string | undefined {
    const steps = ['paths', operation.path, operation.method, 'responses', `${status}`, 'content', type, 'schema'];
    const pointer = steps.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
    const fits = ajv.getSchema(`api#/${pointer}`);
    if (fits === undefined) return `there is no schema for ${status} ${type}`;
    return fits(body) ? undefined : `the body of ${status} does not fit: ${ajv.errorsText(fits.errors)}`;
  }

  return (request, answer) => {
    const { operationId, method } = request;
    const operation = operations.get(operationId);
    if (operation === undefined) throw new Error(`the document has no operation ${operationId}`);
    const { status, headers, body } = answer;
    const complaints = judgeHeaders(answer);
    const [type = ''] = (headers['content-type'] ?? '').split(';');
    const json = type.endsWith('json') && body.length > 0 ? parse(body) : undefined;
    if (json === notJson) return [...complaints, `the body of ${status} is not JSON`];
    if (type === 'application/problem+json' && json !== undefined) complaints.push(...judgeProblem(status, json));
    if (status >= 500 && !ofWaiting.has(slugOf(json))) complaints.push(`it fails with ${status}: ${body.toString()}`);
    if (request.fits && asBroken.has(status)) complaints.push(`it refuses what fits: ${status} ${body.toString()}`);
    if (method !== operation.method.toUpperCase()) return complaints;
    const described = operation.responses[status];
    if (described === undefined) {
      if (!ofTheServer.has(status)) complaints.push(`${status} is not described: ${body.toString()}`);
    } else if (described.content === undefined || status === 304) {
      if (body.length > 0) complaints.push(`${status} has a body that is not described`);
    } else if (body.length > 0) {
      const wrong = mismatch(operation, status, type, json);
      if (wrong !== undefined) complaints.push(wrong);
    }
    return complaints;
  };
}

function judgeHeaders({ status, headers }: FuzzAnswer): string[] {
  const needed = ['x-request-id', 'x-content-type-options'];
  if (status === 405) needed.push('allow');
  if (status === 503 || status === 429) needed.push('retry-after');
  if (status === 201 && headers['content-length'] === '0') needed.push('preference-applied');
  return needed.filter((name) => headers[name] === undefined).map((name) => `${status} lacks ${name}`);
}

function judgeProblem(status: number, body: unknown): string[] {
  const { status: told, errors } = body as { status?: unknown; errors?: unknown[] };
  const slug = slugOf(body);
  const known = (problems as Readonly<Record<string, { readonly status: number }>>)[slug];
  const complaints: string[] = [];
  if (known?.status !== status || told !== status) complaints.push(`${status} is answered as ${slug} ${String(told)}`);
  if (slug === 'invalid' && !((errors?.length ?? 0) > 0)) complaints.push('422 does not say what is wrong');
  return complaints;
}

const slugOf = (body: unknown): string =>
  String((body as { type?: unknown } | undefined)?.type).replace('/problems/', '');

const notJson = Symbol('not JSON');

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return notJson;
  }
}
