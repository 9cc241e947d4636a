#!/usr/bin/env bash
# How fast is a clip restored, and does memory grow with its length? Restores a clip and the same clip four times over, with 1 and 4
# steps, and prints a line for each. Usage: tests/IdmLive.Benchmarks/clip.sh CLIP
set -euo pipefail
clip=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ffmpeg -v error -stream_loop 3 -i "$clip" -c copy "$work/four-times.mp4"
for steps in 1 4; do
  for input in "$clip" "$work/four-times.mp4"; do
    printf '%s steps, %s: ' "$steps" "$(basename "$input")"
    "$root/idmlive" restore "$input" -o "$work/out.mp4" --steps "$steps" --force --json 2>/dev/null
  done
done
