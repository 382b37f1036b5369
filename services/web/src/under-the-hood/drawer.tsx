import type { DrawerProps } from './drawer-props.ts';

/** The pipeline, live. */
export function Drawer({ wire, onClose }: DrawerProps) {
  return (
    <aside aria-label="Under the hood">
      <p>{wire.status.value.state}</p>
      <button type="button" onClick={onClose}>
        Close
      </button>
    </aside>
  );
}
