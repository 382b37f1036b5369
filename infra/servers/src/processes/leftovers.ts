import { type PidFile, removePidFile, runningPidFiles } from './pid-file.ts';
import { processIdentity } from './process-identity.ts';
import { signalTree } from './process-tree.ts';
import { retry } from './retry.ts';

const usualDeadlineMs = 10_000;

/**
 * Ends what an earlier run left behind because it was killed itself, and tells each by name. Only processes whose identity
 * we wrote down ourselves are touched. One that does not end within `deadlineMs` is killed.
 */
export async function stopLeftovers(
  runFolder: string,
  tell: (left: PidFile) => void,
  deadlineMs: number = usualDeadlineMs,
): Promise<void> {
  await Promise.all(
    runningPidFiles(runFolder).map(async (left) => {
      tell(left);
      await stopProcess(left.pid, deadlineMs);
      removePidFile(left.file);
    }),
  );
}

async function stopProcess(pid: number, deadlineMs: number): Promise<void> {
  const identity = processIdentity(pid);
  const gone = () => {
    if (identity !== undefined && processIdentity(pid) === identity) throw new Error(`process ${pid} does not end`);
  };
  // A process that was left frozen cannot react to anything else before it continues.
  signalTree(pid, 'SIGCONT');
  signalTree(pid, 'SIGINT');
  try {
    await retry(gone, { timeoutMs: deadlineMs });
  } catch {
    signalTree(pid, 'SIGKILL');
    await retry(gone, { timeoutMs: usualDeadlineMs });
  }
}
