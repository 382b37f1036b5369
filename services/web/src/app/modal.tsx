import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { IconButton } from './icon-button.tsx';

type Props = {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  readonly wide?: boolean;
};

/** A dialog over everything. Escape closes it, and the focus goes back to where it was: both are the browser's doing. */
export function Modal({ title, onClose, children, wide = false }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const { current } = element;
    current?.showModal();
    // What is only taken away does not give the focus back.
    return () => current?.close();
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
