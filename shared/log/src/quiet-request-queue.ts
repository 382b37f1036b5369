import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

/** How often a queue held up by other requests is looked at again; kafkajs' own number. */
const checkIntervalMs = 10;

/**
 * kafkajs 2.2.4 re-arms this timer with a delay in the past as long as a connection lives: about a thousand wake-ups a
 * second for each, and a warning on newer Nodes. It is needed only while requests wait for a throttled broker.
 */
RequestQueue.prototype.scheduleCheckPendingRequests = function scheduleWhenPending(): void {
  if (this.throttleCheckTimeoutId !== null || this.pending.length === 0) return;
  const waitMs = Math.max(checkIntervalMs, this.throttledUntil - Date.now());
  this.throttleCheckTimeoutId = setTimeout(() => {
    this.throttleCheckTimeoutId = null;
    this.checkPendingRequests();
  }, waitMs);
};
