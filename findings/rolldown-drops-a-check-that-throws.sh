#!/usr/bin/env bash
# rolldown 1.2.19: a check whose only effect is to throw is not in the bundle, with tree shaking on or off.
#
# `decodeURIComponent(text)` throws for text that is not percent-encoded UTF-8, so a `try` around it is a way to refuse such text.
# Expected: `treeshake: false` keeps it. Seen: the call counts as one without effect and goes together with the `try` and its `catch`,
# by tree shaking, and also without that, since `minify` is 'dce-only' unless it is set. Only with both off the check is there.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund rolldown@1.2.19 >/dev/null

cat > check.mjs <<'JS'
export function accept(text) {
  try {
    decodeURIComponent(text);
  } catch {
    throw new Error('refused');
  }
  return 'accepted';
}
JS
cat > try.mjs <<'JS'
import { rolldown } from 'rolldown';

const settings = {
  'the defaults': [{}, {}],
  'treeshake: false': [{ treeshake: false }, {}],
  'minify: false': [{}, { minify: false }],
  'both': [{ treeshake: false }, { minify: false }],
};
for (const [name, [input, output]] of Object.entries(settings)) {
  const bundle = await rolldown({ input: 'check.mjs', ...input });
  const { output: [{ code }] } = await bundle.generate(output);
  const { accept } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  let answer;
  try {
    answer = accept('100%');
  } catch (error) {
    answer = error.message;
  }
  console.log(`${name}: ${answer}`);
}
JS
node try.mjs | tee seen
diff seen - <<'SEEN'
the defaults: accepted
treeshake: false: accepted
minify: false: accepted
both: refused
SEEN
