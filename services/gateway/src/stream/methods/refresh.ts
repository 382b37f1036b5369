import { RefreshPayload } from '@notes/contracts';
import type { Authenticator } from '@notes/service';
import { refreshed } from '../credentials.ts';
import { payloadReader } from '../read-call.ts';
import type { Method } from './method.ts';

const read = payloadReader(RefreshPayload);

/** There are no later dates. */
const lastDateMs = 8_640_000_000_000_000;

/**
 * Goes on with a new token. If it does not let its holder read, all subscriptions end with `$revoked`. Without authentication
 * there is nothing to do.
 */
export const refresh = (auth: Authenticator | undefined): Method => ({
  async perform(context, payload) {
    const { token } = read(payload);
    if (auth === undefined) return { result: {} };
    context.credentials = await refreshed(context.credentials, token, auth);
    const { scopes, expiresAtMs = 0 } = context.credentials.caller;
    return {
      result: { expires_at: new Date(Math.min(expiresAtMs, lastDateMs)).toISOString() },
      afterwards: () => {
        if (!scopes.has('notes:read')) context.channels.revokeAll();
      },
    };
  },
});
