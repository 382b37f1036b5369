/** Repeats an assertion until it holds; after the time-out its last failure is the test's. */
export async function eventually<Result>(
  assertion: () => Result | Promise<Result>,
  { timeoutMs = 5_000, everyMs = 10 } = {},
): Promise<Result> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
