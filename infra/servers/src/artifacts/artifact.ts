/** A file of the Maven repository, pinned by content. */
export type Artifact = {
  /** `group:artifact:version`; always a jar. */
  readonly coordinate: string;
  /** Hexadecimal SHA-256 of the file. */
  readonly sha256: string;
};

export function artifactFileName({ coordinate }: Artifact): string {
  const [, name, version] = coordinate.split(':');
  return `${name}-${version}.jar`;
}
