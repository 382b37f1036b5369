/** `group:artifact:version` */
type Dependency = { readonly coordinate: string };

/** A project that depends on exactly these artifacts: every transitive dependency is excluded, since the list is complete. */
export function mavenPom(artifacts: readonly Dependency[]): string {
  return [
    '<project xmlns="http://maven.apache.org/POM/4.0.0">',
    '<modelVersion>4.0.0</modelVersion><groupId>notes</groupId><artifactId>downloads</artifactId><version>1</version>',
    '<packaging>pom</packaging><dependencies>',
    ...artifacts.map(dependency),
    '</dependencies></project>',
    '',
  ].join('\n');
}

function dependency({ coordinate }: Dependency): string {
  const [group, name, version] = coordinate.split(':');
  const excluded = '<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>';
  return `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version>${excluded}</dependency>`;
}
