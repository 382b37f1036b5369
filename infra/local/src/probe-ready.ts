const timeoutMs = 2_000;
const longestBody = 300;

/** Resolves when `GET <url>/readyz` answers 200; the error holds what it answered instead, which names the missing server. */
export async function probeReady(url: string): Promise<void> {
  const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(timeoutMs) });
  const body = (await response.text()).slice(0, longestBody);
  if (response.status !== 200) throw new Error(`${url}/readyz answers ${response.status} ${body}`);
}
