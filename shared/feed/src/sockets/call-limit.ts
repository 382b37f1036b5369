const perSecond = 50;
const burst = 100;
const maxRefusals = 500;
/** A row of refusals is over once calls go through and none has been refused for so long. */
const rowMs = 100;

/**
 * How often one socket may call: 50 times a second, and 100 at once after a rest. A client that takes no notice of refusals floods
 * us. A row of them is not broken by the odd call that goes through in between, or a flood of 20,000 a second would be
 * none.
 *
 *   calm      calls come faster than they are let through        → refusing
 *   refusing  a call goes through after 100 ms without refusal   → calm
 *   refusing  500 in a row                                       → flood
 */
export class CallLimit {
  #left = burst;
  #atMs: number;
  #refusals = 0;
  #refusedAtMs = 0;

  /** Times are milliseconds of any one clock. */
  constructor(nowMs: number) {
    this.#atMs = nowMs;
  }

  take(nowMs: number): 'passed' | 'refused' | 'flood' {
    this.#left = Math.min(burst, this.#left + (Math.max(0, nowMs - this.#atMs) * perSecond) / 1000);
    this.#atMs = nowMs;
    if (this.#left < 1) {
      this.#refusals += 1;
      this.#refusedAtMs = nowMs;
      return this.#refusals >= maxRefusals ? 'flood' : 'refused';
    }
    this.#left -= 1;
    if (nowMs - this.#refusedAtMs >= rowMs) this.#refusals = 0;
    return 'passed';
  }
}
