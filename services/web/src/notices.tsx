import { Button, dismiss, IconButton, needsToken, saveIdentity, type Toast, toasts, userName } from '@notes/page';
import { useEffect, useId, useState } from 'preact/hooks';

const shownMs = 8_000;

/** Stays while the pointer or the focus is on it. */
function ToastView({ id, text, action }: Toast) {
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => dismiss(id), shownMs);
    return () => clearTimeout(timer);
  }, [id, isHeld]);
  const hold = () => setHeld(true);
  const release = () => setHeld(false);
  const run = (): void => {
    action?.run();
    dismiss(id);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hovering only delays the dismissal
    <div class="toast" onMouseEnter={hold} onMouseLeave={release} onFocusIn={hold} onFocusOut={release}>
      <p>{text}</p>
      {action && (
        <Button kind="quiet" onClick={run}>
          {action.label}
        </Button>
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

/** A form for the token, where the service requires one. */
export function TokenBanner() {
  const [text, setText] = useState('');
  const id = useId();
  if (!needsToken.value) return null;
  const use = (event: Event): void => {
    event.preventDefault();
    if (text.trim() !== '') saveIdentity(userName.value, text.trim());
    setText('');
  };
  return (
    <section class="banner" aria-label="Sign in">
      <form onSubmit={use}>
        <label for={id}>This service requires a valid token.</label>
        <input
          id={id}
          type="password"
          autocomplete="off"
          spellcheck={false}
          placeholder="eyJ…"
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
        <button type="submit" class="button primary">
          Sign in
        </button>
      </form>
    </section>
  );
}
