import { accepts } from '@notes/service';

const html = 'text/html';

/** Whoever takes anything is shown the page; whoever asks for JSON is not. */
export const takesPage = (accept: string | undefined): boolean => accepts(accept ?? '*/*', [html]);

/** Browsers that are led somewhere name HTML. A program that takes anything has mistaken the page's address for the API's. */
export const asksForPage = (accept = ''): boolean => accept.toLowerCase().includes(html) && accepts(accept, [html]);
