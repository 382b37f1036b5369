import type { Problem } from '@notes/contracts';

const texts: Readonly<Record<number, string>> = {
  200: 'Request was successful',
  201: 'It was created',
  202: 'The request was accepted',
  204: 'Done; there is nothing to show',
  304: 'Nothing has changed',
  400: 'The request cannot be understood; do not repeat it as it is',
  401: 'Sign in: the token is missing or not valid',
  403: 'You do not have permission to do this',
  404: 'There is nothing here, or not any more',
  405: 'This address cannot do that',
  406: 'This address cannot answer in that form',
  408: 'The service has not taken the request; try again',
  409: 'It contradicts what is stored; read afresh and try again',
  412: 'Somebody else was faster: it has changed meanwhile',
  413: 'That is too large',
  414: 'The address is too long',
  415: 'This address does not take that form of content',
  422: 'Some of it is not valid; the details say what',
  428: 'Say which version you mean to change',
  429: 'Too many requests; wait a while and try again',
  431: 'The headers of the request are too large',
  500: 'Something went wrong on our side',
  501: 'The service cannot do that',
  502: 'The service broke off in the middle of its answer; try again',
  503: 'The service is not available at the moment; try again shortly',
  504: 'The service took too long to answer; try again',
};

/** What a status means, in a few words for people. A problem's own words, where there are any, come after it. */
export function interpretStatus(what: number | Problem): string {
  const status = typeof what === 'number' ? what : what.status;
  const text = texts[status] ?? `${status}: unknown status code`;
  return typeof what === 'number' || what.detail === '' ? text : `${text}: ${what.detail}`;
}
