#!/usr/bin/env bash
# The live line on clips as a cheap camera gives them: 1280x720 at 30 frames a second, soft, noisy, 500 kbit/s. One face and two faces are two cases with
# bars of their own: 29.5 frames a second with one face, 20 with two, and a delay of at most 50 ms at 95 % of the frames in both.
#
# Usage: tests/IdmLive.Benchmarks/line.sh CLIP... [-- BENCH-OPTIONS]     CLIP is a good video; it is degraded into a temporary folder.
#        tests/IdmLive.Benchmarks/line.sh talk-1.mp4 two-faces.mp4 -- --seconds 60 --json
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd -P)
clips=(); while [ $# -gt 0 ] && [ "$1" != -- ]; do clips+=("$1"); shift; done
[ "${1:-}" = -- ] && shift
[ ${#clips[@]} -gt 0 ] || { echo "line.sh: no clip was given; give one or more videos." >&2; exit 1; }
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
status=0
for clip in "${clips[@]}"; do
  bad="$folder/$(basename "${clip%.*}").mp4"
  # The sensor has few pixels and noise of its own; the camera scales up, the codec has little room.
  ffmpeg -loglevel error -y -i "$clip" -an -r 30 -vf "scale=640:360:flags=area,noise=alls=10:allf=t:all_seed=7,gblur=sigma=0.7,scale=1280:720:flags=bicubic" \
    -c:v libx264 -preset veryfast -b:v 500k -maxrate 500k -bufsize 500k -pix_fmt yuv420p "$bad"
  case "$(basename "$clip")" in two-*) bar=20 ;; *) bar=29.5 ;; esac
  # The heading goes beside the figures, so that with --json standard output holds nothing but a line for each clip.
  echo "$(basename "$clip"), bar $bar frames a second:" >&2
  # A clip that fails does not take the others with it.
  "$root/idmlive" bench --source "file:$bad" "$@" || status=$?
done
exit "$status"
