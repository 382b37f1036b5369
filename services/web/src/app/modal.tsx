import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { IconButton } from './icon.tsx';

type Props = {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  readonly wide?: boolean;
};

/** The browser does it where a dialog is closed; what is only taken away gives nothing back, and what it was opened from may be gone. */
function giveFocusBack(opener: Element | null): void {
  if (document.activeElement !== document.body) return;
  const isThere = opener instanceof HTMLElement && opener !== document.body && opener.isConnected;
  const to = isThere ? opener : (document.getElementById('note-title') ?? document.getElementById('main'));
  to?.focus({ preventScroll: true });
}

/** A dialog over everything. Escape closes it, and the focus goes back to where it was. */
export function Modal({ title, onClose, children, wide = false }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const opener = document.activeElement;
    element.current?.showModal();
    return () => requestAnimationFrame(() => giveFocusBack(opener));
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
