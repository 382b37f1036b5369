import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

type Loaded<P> = { readonly view: ComponentType<P> } | { readonly failed: true } | undefined;

/**
 * Shows a component that is fetched when it is first needed. `load` must be the same function at each render. If it cannot be fetched,
 * that is said, with a way to try again.
 */
export function Lazy<P extends object>({ load, props }: { load: () => Promise<ComponentType<P>>; props: P }) {
  const [loaded, setLoaded] = useState<Loaded<P>>();
  const fetchView = () => {
    load().then(
      (view) => setLoaded({ view }),
      () => setLoaded({ failed: true }),
    );
  };
  useEffect(fetchView, [load]);
  if (loaded === undefined) return null;
  if ('failed' in loaded)
    return (
      <p class="notice" role="alert">
        This part could not be loaded.{' '}
        <button type="button" onClick={fetchView}>
          Try again
        </button>
      </p>
    );
  const { view: View } = loaded;
  return <View {...props} />;
}
