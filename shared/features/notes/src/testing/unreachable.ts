import { createProgressWatch, selectPosition } from '@notes/reading';
import { createPool } from '@notes/service';

/** A read model that nothing is read from in a test: nobody listens at its address. */
export function unreachable() {
  const pool = createPool(
    { DATABASE_URL: 'postgres://127.0.0.1:9/none' },
    { logger: { warn: () => {} }, name: 'test', max: 1 },
  );
  return { pool, progress: createProgressWatch(() => selectPosition(pool)) };
}
