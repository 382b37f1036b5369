import { join } from 'node:path';
import { writeCustomSchemas, writeNativeSchemas } from './schemas.ts';
import { fetchTools, schemaFolder } from './tools.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Kinds of operators that there are schemas for, as group/Kind. */
    customKinds: string[];
  }
}

/** The newest minors that are still maintained. */
export const kubernetesVersions = ['1.34', '1.35', '1.36', '1.37'];

/** Runs once before the checks: gets the tools, and makes the schemas. */
export async function setup(project: { provide(key: 'customKinds', value: string[]): void }): Promise<void> {
  const { nativeFolder, definitions } = await fetchTools();
  for (const version of kubernetesVersions) writeNativeSchemas(nativeFolder, version, join(schemaFolder, version));
  project.provide('customKinds', writeCustomSchemas(definitions, join(schemaFolder, 'custom')));
}
