export type Java = { readonly command: string; readonly description: string };

/** The feature release in what `java -version` prints: 17 for "17.0.15", 8 for "1.8.0_392"; undefined if it is not there. */
export function parseJavaVersion(output: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(output);
  return match ? Number(match[1]) : undefined;
}
