#!/usr/bin/env bash
# Installs what the machine lacks, and only that: says what and why first, does nothing where nothing is missing.
# Usage: eng/setup.sh [--check]     (--check reports and exits 3 where something is missing, installs nothing)
set -euo pipefail

check_only=false
[ "${1:-}" = "--check" ] && check_only=true

missing_packages=()
missing_reasons=()
need_newer_libstdcxx=false

want() { # package, reason
  missing_packages+=("$1")
  missing_reasons+=("  $1: $2")
}

library_present() { ldconfig -p 2>/dev/null | grep -q "$1" || /sbin/ldconfig -p 2>/dev/null | grep -q "$1"; }

libstdcxx_path() {
  { ldconfig -p 2>/dev/null || /sbin/ldconfig -p; } | awk '/libstdc\+\+\.so\.6 .*x86-64/ { print $NF; exit }'
}

if [ "$(uname -s)" != "Linux" ]; then
  echo "setup: this script is for Linux; on Windows run idmlive.cmd, which needs the .NET 10 SDK and ffmpeg on the PATH." >&2
  exit 3
fi

command -v ffmpeg >/dev/null && command -v ffprobe >/dev/null \
  || want ffmpeg "reads and writes video files"
library_present libgtk-3.so.0 || want libgtk-3-0 "OpenCV's Linux build links to it"

libstdcxx=$(libstdcxx_path)
if [ -z "$libstdcxx" ] || ! grep -q GLIBCXX_3.4.32 "$libstdcxx"; then
  need_newer_libstdcxx=true
  missing_reasons+=("  libstdc++6 of GCC 13 or newer: TorchSharp is built against it (GLIBCXX_3.4.32)")
fi

# The exact SDK is named in global.json; any 10.0 feature band at or above it serves.
dotnet_missing=false
if ! command -v dotnet >/dev/null || ! (cd "$(dirname "$0")/.." && dotnet --version >/dev/null 2>&1); then
  dotnet_missing=true
  missing_reasons+=("  .NET SDK 10.0: builds and runs the program")
fi

if [ ${#missing_reasons[@]} -eq 0 ]; then
  exit 0
fi

echo "IdmLive needs, and this machine lacks:" >&2
printf '%s\n' "${missing_reasons[@]}" >&2
$check_only && exit 3

if $dotnet_missing; then
  echo "setup: the .NET SDK 10.0 is not here; install it (https://dotnet.microsoft.com/download) and run this again." >&2
  exit 3
fi
if ! command -v apt-get >/dev/null; then
  echo "setup: no apt-get here; install the packages above with this system's package manager and run this again." >&2
  exit 3
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if command -v sudo >/dev/null; then
    as_root=(sudo)
  else
    echo "setup: installing needs root and there is no sudo; run 'eng/setup.sh' as root once." >&2
    exit 3
  fi
fi

echo "setup: installing them with apt-get." >&2
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq >&2
if [ ${#missing_packages[@]} -gt 0 ]; then
  # libgtk-3-0 was renamed in newer releases; the old name stays as a virtual one in some of them only.
  for i in "${!missing_packages[@]}"; do
    if [ "${missing_packages[$i]}" = libgtk-3-0 ] && [ -z "$(apt-cache madison libgtk-3-0 2>/dev/null)" ]; then
      missing_packages[$i]=libgtk-3-0t64
    fi
  done
  "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing_packages[@]}" >&2
fi

if $need_newer_libstdcxx; then
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  if [ "$codename" != bookworm ]; then
    echo "setup: libstdc++ here is older than GCC 13's and this is not Debian 12; upgrade to Debian 13, Ubuntu 24.04 or Fedora 38." >&2
    exit 3
  fi
  # Debian 12: take libstdc++6 (and the libc6 it needs) from Debian 13, from the machine's own mirror, pinned low so
  # that nothing else follows.
  source_file=$(grep -lsE '^(URIs:|deb )' /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list | head -n 1 || true)
  if [ -z "$source_file" ]; then
    echo "setup: no Debian source found under /etc/apt; add the suite trixie by hand and install libstdc++6 from it." >&2
    exit 3
  fi
  derived=$(mktemp)
  trap 'rm -f "$derived"' EXIT
  case "$source_file" in
    *.sources)
      # First stanza with a bookworm suite, its suites replaced.
      awk 'BEGIN { RS = ""; ORS = "\n\n" } /Suites:[^\n]*bookworm/ && !/security/ { gsub(/Suites:[^\n]*/, "Suites: trixie"); print; exit }' "$source_file" >"$derived"
      target=/etc/apt/sources.list.d/idmlive-trixie.sources ;;
    *)
      awk '$1 == "deb" && /bookworm/ && !/security/ && !/updates/ { gsub(/bookworm/, "trixie"); print; exit }' "$source_file" >"$derived"
      target=/etc/apt/sources.list.d/idmlive-trixie.list ;;
  esac
  if [ ! -s "$derived" ]; then
    echo "setup: could not derive a trixie source from $source_file; add it by hand and install libstdc++6 from it." >&2
    exit 3
  fi
  "${as_root[@]}" install -m 644 "$derived" "$target"
  printf 'Package: *\nPin: release n=trixie\nPin-Priority: 100\n' | "${as_root[@]}" tee /etc/apt/preferences.d/idmlive-trixie >/dev/null
  "${as_root[@]}" apt-get update -qq >&2
  "${as_root[@]}" apt-get install -y -qq --no-install-recommends -t trixie libstdc++6 >&2
fi
echo "setup: done." >&2
