import type { Artifact } from '../artifacts/ensure-artifacts.ts';

export const redisArtifact: Artifact = {
  coordinate: 'com.github.codemonstur:embedded-redis:1.4.3',
  sha256: 'ffbc63265c60d25dee453d6f656b527d98200d98657c6a0ab4dec4ea2c3a5cd6',
};

export type RedisBinary = { readonly entry: string; readonly sha256: string };

const binaries: Readonly<Record<string, RedisBinary>> = {
  'linux-x64': {
    entry: 'redis-server-6.2.6-v5-linux-amd64',
    sha256: '1f716094e08a25faee2bc7626feb9e13464ed89018ac5c376c5e9cff06bdcf52',
  },
  'linux-arm64': {
    entry: 'redis-server-6.2.7-linux-arm64',
    sha256: '036a23aa65bfb31d2a048aa96c170b38c2fbd4f1de68ef0f9c3133dd4b1474cd',
  },
  'darwin-x64': {
    entry: 'redis-server-6.2.6-v5-darwin-amd64',
    sha256: '7a4eb450d90a6ce9a2c651cfc4a0613b980a270c6426cbb6fa42d6c3beec9ce8',
  },
  'darwin-arm64': {
    entry: 'redis-server-6.2.6-v5-darwin-arm64',
    sha256: 'c523aec5a9b6f565cff0271ef67f5c51fa83e1180e3e954ab5251b3cf6282b76',
  },
};

/** The program inside the artifact for a platform and processor as Node names them; undefined when it has none. */
export function redisBinary(platform: string, arch: string): RedisBinary | undefined {
  return binaries[`${platform}-${arch}`];
}
