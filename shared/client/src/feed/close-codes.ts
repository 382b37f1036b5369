import type { closeCodes } from '@notes/contracts';

/** The codes that mean something to a client. The contract's module is not imported at run time: its schemas would come along. */
export const codes: Pick<
  typeof closeCodes,
  'goingAway' | 'binaryFrame' | 'tokenExpired' | 'forbidden' | 'restart' | 'answered' | 'flood'
> = {
  goingAway: 1001,
  binaryFrame: 4400,
  tokenExpired: 4401,
  forbidden: 4403,
  restart: 4012,
  answered: 4013,
  flood: 4029,
};

/** The connection broke without a farewell. */
export const brokenOff = 1006;
