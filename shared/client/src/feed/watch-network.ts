type Hint = 'online' | 'offline' | 'visible';

/** Tells what a browser says of the network and of whether anybody looks; outside of one, nothing. Returns how to end it. */
export function watchNetwork(onHint: (hint: Hint) => void): () => void {
  if (typeof window === 'undefined' || typeof document === 'undefined') return () => {};
  const online = (): void => onHint('online');
  const offline = (): void => onHint('offline');
  const visible = (): void => {
    if (document.visibilityState === 'visible') onHint('visible');
  };
  window.addEventListener('online', online);
  window.addEventListener('offline', offline);
  document.addEventListener('visibilitychange', visible);
  return () => {
    window.removeEventListener('online', online);
    window.removeEventListener('offline', offline);
    document.removeEventListener('visibilitychange', visible);
  };
}

export const isOnline = (): boolean => typeof navigator === 'undefined' || navigator.onLine !== false;
