import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { IconButton } from './controls.tsx';
import { headingId } from './location.tsx';

type Props = {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  readonly wide?: boolean;
};

/** The browser restores the focus when a dialog is closed, but not when it is removed; and the element that opened it may be gone. */
function restoreFocus(opener: Element | null): void {
  if (document.activeElement !== document.body) return;
  const isThere = opener instanceof HTMLElement && opener !== document.body && opener.isConnected;
  const to = isThere ? opener : (document.getElementById(headingId) ?? document.getElementById('main'));
  to?.focus({ preventScroll: true });
}

/** A dialog above the page. Escape closes it, and the focus returns to where it was. */
export function Modal({ title, onClose, children, wide = false }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const opener = document.activeElement;
    element.current?.showModal();
    return () => requestAnimationFrame(() => restoreFocus(opener));
  }, []);
  return (
    <dialog ref={element} class={wide ? 'modal wide' : 'modal'} aria-labelledby={id} onClose={onClose}>
      <header class="modal-header">
        <h2 id={id}>{title}</h2>
        <IconButton icon="close" label="Close" onClick={() => element.current?.close()} />
      </header>
      {children}
    </dialog>
  );
}
