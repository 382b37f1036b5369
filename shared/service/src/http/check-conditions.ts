import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '../problem-error.ts';
import { isHidden } from './route-policy.ts';

/** What makes a request conditional (RFC 9110 §13), or asks for a part (§14), by the name that Node gives it. */
const names = {
  'if-match': 'If-Match',
  'if-none-match': 'If-None-Match',
  'if-modified-since': 'If-Modified-Since',
  'if-unmodified-since': 'If-Unmodified-Since',
  'if-range': 'If-Range',
  range: 'Range',
  'content-range': 'Content-Range',
} as const;

type Name = keyof typeof names;
const all = Object.keys(names) as Name[];

/** What a read may ask only to be spared an answer that it has: one in full is right, too, and its status says that it is one. */
const sparing: ReadonlySet<Name> = new Set(['if-none-match', 'if-modified-since', 'if-range', 'range']);

const reads: ReadonlySet<string> = new Set(['GET', 'HEAD']);
const writes: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * No condition is passed over in silence. The description of a route lists the conditional headers that it honours. Of the others, reads
 * answer those in full that would only spare a body; whatever else comes is refused, since whoever sends it counts on it. Throws the problem `invalid`.
 * Other methods have nothing to put a condition on, and RFC 9110 §13.2.1 lets them pass.
 */
export function checkConditions(request: FastifyRequest, reply: FastifyReply): void {
  const { headers } = request;
  // Nearly always there are none, and then nothing is looked up.
  for (const name of all) if (headers[name] !== undefined) check(request, reply, name);
}

function check({ method, routeOptions: { schema } }: FastifyRequest, reply: FastifyReply, name: Name): void {
  const isRead = reads.has(method);
  if ((!isRead && !writes.has(method)) || isHidden({ schema }) || isListed(schema?.headers, name)) return;
  if (!isRead || !sparing.has(name)) throw unconditional(name, isRead);
  if (name === 'range') reply.header('accept-ranges', 'none');
}

/** Whether the description of a route's headers has one of this name. */
const isListed = (headers: unknown, name: Name): boolean =>
  name in ((headers as { readonly properties?: object } | undefined)?.properties ?? {});

function unconditional(name: Name, isRead: boolean): ProblemError {
  const detail = `${names[name]} cannot be honoured for this ${isRead ? 'read' : 'request'}: leave it out.`;
  return new ProblemError('invalid', detail, { errors: [{ header: names[name], code: 'not-supported', detail }] });
}
