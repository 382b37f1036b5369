import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

/** How often a queue held up by in-flight requests is looked at again; kafkajs' own number. */
const checkIntervalMs = 10;

/**
 * Since 2.2.4 every connection of kafkajs arms a timer with a negative delay over and over: a thousand wake-ups a second
 * each, and a TimeoutNegativeWarning on newer Node. A timer is needed only while requests wait for the end of a throttle.
 */
export function quietRequestQueue(): void {
  RequestQueue.prototype.scheduleCheckPendingRequests = function scheduleWhenPending(this: RequestQueue): void {
    if (this.throttleCheckTimeoutId !== null || this.pending.length === 0) return;
    const delayMs = Math.max(this.throttledUntil - Date.now(), checkIntervalMs);
    this.throttleCheckTimeoutId = setTimeout(() => {
      this.throttleCheckTimeoutId = null;
      this.checkPendingRequests();
    }, delayMs);
  };
}
