#!/usr/bin/env bash
# jose 6.2.17: a token of `alg: Ed25519` finds no key in a key set whose Ed25519 key says `alg: EdDSA`, and the other way round.
#
# RFC 9864 gives the algorithm that RFC 8037 calls `EdDSA` with Ed25519 keys the name `Ed25519`: same key, same signature. An issuer that
# changes the name in its tokens before, or after, the name in its key set is a valid one.
# Expected: the two names are one. Seen: the library knows both, but picks a key only if its `alg` is the token's to the letter;
# a key set without `alg` serves both.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund jose@6.2.17 >/dev/null

cat > try.mjs <<'JS'
import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';

const { publicKey, privateKey } = await generateKeyPair('Ed25519', { extractable: true });
const key = await exportJWK(publicKey);
for (const ofKey of ['EdDSA', 'Ed25519', undefined]) {
  const keys = createLocalJWKSet({ keys: [{ ...key, ...(ofKey && { alg: ofKey }) }] });
  for (const ofToken of ['EdDSA', 'Ed25519']) {
    const token = await new SignJWT({ sub: 'ada' }).setProtectedHeader({ alg: ofToken }).sign(privateKey);
    const result = await jwtVerify(token, keys).then(() => 'verified', ({ code }) => code);
    console.log(`key ${ofKey ?? 'without alg'}, token ${ofToken}: ${result}`);
  }
}
JS
node try.mjs | tee seen
diff seen - <<'SEEN'
key EdDSA, token EdDSA: verified
key EdDSA, token Ed25519: ERR_JWKS_NO_MATCHING_KEY
key Ed25519, token EdDSA: ERR_JWKS_NO_MATCHING_KEY
key Ed25519, token Ed25519: verified
key without alg, token EdDSA: verified
key without alg, token Ed25519: verified
SEEN
