import { useEffect, useState } from 'preact/hooks';
import { dismiss, type Toast, toasts } from '../store/toasts.ts';
import { IconButton } from './icon.tsx';

const shownMs = 8_000;

/** Stays while one points at it or has the focus in it. */
function ToastView({ id, text, action }: Toast) {
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => dismiss(id), shownMs);
    return () => clearTimeout(timer);
  }, [id, isHeld]);
  const hold = () => setHeld(true);
  const letGo = () => setHeld(false);
  const run = (): void => {
    action?.run();
    dismiss(id);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only waits longer
    <div class="toast" onMouseEnter={hold} onMouseLeave={letGo} onFocusIn={hold} onFocusOut={letGo}>
      <p>{text}</p>
      {action && (
        <button type="button" class="button quiet" onClick={run}>
          {action.label}
        </button>
      )}
      <IconButton icon="close" label="Dismiss" onClick={() => dismiss(id)} />
    </div>
  );
}

export const ToastRegion = () => (
  <div class="toasts" role="status" aria-live="polite" aria-relevant="additions">
    {toasts.value.map((toast) => (
      <ToastView key={toast.id} {...toast} />
    ))}
  </div>
);
