import { withMatchers } from '@notes/monitoring';

/** A query of a dashboard for everything that is scraped. */
export const filledIn = (expr: string): string =>
  withMatchers(expr)
    .replaceAll(/\$(namespace|job|instance)/g, '.*')
    .replaceAll('$__rate_interval', '1m');
