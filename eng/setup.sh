#!/usr/bin/env bash
# Installs what this machine lacks to build and run IdmLive, and only that: says what and why first, says nothing and
# needs no privilege where nothing is missing.
#
# Usage: eng/setup.sh [--check]     --check reports what is missing, one sentence each, and installs nothing.
# Exit:  0 nothing is missing (any more); 3 something is missing and could not be installed.
# IDMLIVE_SETUP=skip skips it (for systems whose libraries ldconfig does not know).
set -uo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
PATH="$PATH:/usr/sbin:/sbin"
mode=install
case "${1:-}" in
  "") ;;
  --check) mode=check ;;
  *) echo "setup: unknown option '$1'; the only one is --check." >&2; exit 2 ;;
esac
[ "${IDMLIVE_SETUP:-}" = skip ] && exit 0

fail() { echo "setup: $*" >&2; exit 3; }

# --- What is missing ---------------------------------------------------------------------------------------------------
# Three lists side by side: what, why, and the Debian/Ubuntu package (empty: handled below).
missing=(); reasons=(); packages=()
lacks() { missing+=("$1"); reasons+=("$2"); packages+=("$3"); }

has_sdk() {
  command -v dotnet >/dev/null || return 1
  local home; home=$(dirname "$(readlink -f "$(command -v dotnet)")")
  # global.json asks for 10.0.100 or any newer 10.0; looking for the folder is fifty times faster than asking dotnet.
  local folder; for folder in "$home"/sdk/10.0.[1-9]*; do [ -d "$folder" ] && return 0; done
  (cd "$root" && dotnet --version >/dev/null 2>&1)
}

find_missing() {
  missing=(); reasons=(); packages=()
  # One line "name path" for each library of interest that the loader knows.
  local known; known=$(ldconfig -p 2>/dev/null |
    awk '/libc6,x86-64/ && $1 ~ /^lib(gtk-3|drm|atomic|stdc\+\+)\.so\.[0-9]+$/ && !seen[$1]++ { name = $1; sub(/.*=> /, ""); print name, $0 }')
  has_library() { [[ "$known" == *"$1 "* ]]; }

  # IDMLIVE_FFMPEG names another folder to take them from.
  [ -n "${IDMLIVE_FFMPEG:-}" ] || { command -v ffmpeg >/dev/null && command -v ffprobe >/dev/null; } || lacks "ffmpeg" "reads and writes video files" ffmpeg
  has_library libgtk-3.so.0 || lacks "libgtk-3" "OpenCV's Linux build links to it" libgtk-3-0
  has_library libdrm.so.2 || lacks "libdrm" "OpenCV's Linux build links to it" libdrm2
  has_library libatomic.so.1 || lacks "libatomic" "OpenCV's Linux build links to it" libatomic1

  local libstdcxx=""
  if has_library libstdc++.so.6; then libstdcxx="${known#*libstdc++.so.6 }"; libstdcxx="${libstdcxx%%$'\n'*}"; fi
  if [ -z "$libstdcxx" ] || ! grep -q GLIBCXX_3.4.32 "$libstdcxx" 2>/dev/null; then
    lacks "libstdc++ of GCC 13 or newer" "TorchSharp is built against it (GLIBCXX_3.4.32)" libstdc++6
  fi
  has_sdk || lacks ".NET SDK 10.0" "builds and runs the program" dotnet-sdk-10.0
}

lacks_package() { local p; for p in ${packages[@]+"${packages[@]}"}; do [ "$p" = "$1" ] && return 0; done; return 1; }

cure() { # package -> what a person types
  case "$1" in
    libstdc++6) echo "run eng/setup.sh as root, or use Debian 13, Ubuntu 24.04, Fedora 38 or newer" ;;
    dotnet-sdk-10.0) echo "install it from https://dotnet.microsoft.com/download/dotnet/10.0, or with the package dotnet-sdk-10.0 where the system has one" ;;
    *) echo "install it, on Debian and Ubuntu with: apt-get install $1" ;;
  esac
}

report() {
  local i
  for i in "${!missing[@]}"; do
    echo "setup: ${missing[$i]} is missing (${reasons[$i]}); $(cure "${packages[$i]}")." >&2
  done
}

case "$(uname -s)/$(uname -m)" in
  Linux/x86_64) ;;
  Linux/*) fail "this is a $(uname -m) machine; the native libraries IdmLive uses exist for x86-64 only." ;;
  *) fail "this script is for Linux; on Windows run idmlive.cmd, which needs the .NET SDK 10.0 and ffmpeg on the PATH." ;;
esac

find_missing
[ ${#missing[@]} -eq 0 ] && exit 0
if [ $mode = check ]; then report; exit 3; fi

# --- Can it be installed here? -----------------------------------------------------------------------------------------
if ! command -v apt-get >/dev/null; then
  report; fail "there is no apt-get here to install them with; use this system's package manager and run this again."
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    report; fail "installing needs root and there is no sudo; run eng/setup.sh as root once."
  elif [ -t 0 ]; then
    as_root=(sudo)
  elif sudo -n true 2>/dev/null; then
    as_root=(sudo -n)
  else
    report; fail "installing needs root and sudo wants a password; run eng/setup.sh in a terminal once."
  fi
fi

echo "IdmLive needs what this machine lacks:" >&2
for i in "${!missing[@]}"; do echo "  ${missing[$i]}: ${reasons[$i]}" >&2; done
echo "setup: installing with apt-get (a minute or two)." >&2

log=$(mktemp "${TMPDIR:-/tmp}/idmlive-setup.XXXXXX")
derived=""
trap 'rm -f "$log" ${derived:+"$derived"}' EXIT

apt() { # every apt-get call is quiet, asks nothing, waits for another one to end, and is logged
  "${as_root[@]+"${as_root[@]}"}" env DEBIAN_FRONTEND=noninteractive apt-get -y -q -o DPkg::Lock::Timeout=180 "$@" >>"$log" 2>&1 </dev/null
}
give_up() {
  echo "setup: $1 What apt-get said last:" >&2
  tail -n 15 "$log" | sed 's/^/  | /' >&2
  exit 3
}
has_package() { apt-cache policy "$1" 2>/dev/null | grep -q 'Candidate: [^(]'; }

# A source that cannot be reached (an old third-party one, say) makes update fail; what matters is whether install works.
apt update || true

# --- Ordinary packages -------------------------------------------------------------------------------------------------
if lacks_package dotnet-sdk-10.0 && ! has_package dotnet-sdk-10.0; then
  fail "the .NET SDK 10.0 is missing and apt-get has no package of it; $(cure dotnet-sdk-10.0), then run this again."
fi
wanted=()
for package in "${packages[@]}"; do
  case "$package" in
    libstdc++6) continue ;;
    libgtk-3-0) has_package libgtk-3-0t64 && package=libgtk-3-0t64 ;; # its name since Debian 13 and Ubuntu 24.04
  esac
  wanted+=("$package")
done
if [ ${#wanted[@]} -gt 0 ]; then
  apt install --no-install-recommends "${wanted[@]}" || give_up "apt-get could not install ${wanted[*]}."
fi

# --- libstdc++ ---------------------------------------------------------------------------------------------------------
# Debian 12: libstdc++6, and the libc6 it needs, come from Debian 13, from the machine's own mirror; the suite is pinned
# low so that nothing else follows.
source_name=idmlive-trixie
derive_trixie_source() {
  local file
  derived=$(mktemp)
  for file in /etc/apt/sources.list.d/*.sources /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [ -r "$file" ] || continue
    case "$file" in
      */$source_name.*) continue ;;
      *.sources)
        awk 'BEGIN { RS = ""; ORS = "\n\n" }
             /(^|\n)Suites:[^\n]*bookworm/ && !/(^|\n)Suites:[^\n]*security/ && !/(^|\n)Enabled: *no/ {
               sub(/(^|\n)Suites:[^\n]*/, "\nSuites: trixie"); sub(/^\n/, ""); print; exit }' "$file" >"$derived"
        target=/etc/apt/sources.list.d/$source_name.sources ;;
      *)
        awk '$1 == "deb" && / bookworm / { sub(/ bookworm /, " trixie "); print; exit }' "$file" >"$derived"
        target=/etc/apt/sources.list.d/$source_name.list ;;
    esac
    [ -s "$derived" ] && return 0
  done
  return 1
}
# After libc6 came from Debian 13, /etc/os-release calls the machine trixie; the derived source tells such a half-done run.
is_debian_12() { grep -qs '^VERSION_CODENAME=bookworm' /etc/os-release || compgen -G "/etc/apt/sources.list.d/$source_name.*" >/dev/null; }

if lacks_package libstdc++6; then
  if is_debian_12; then
    derive_trixie_source || fail "no Debian 12 source found under /etc/apt to derive one of Debian 13 from; add the suite trixie by hand and install libstdc++6 from it."
    chmod 644 "$derived"
    "${as_root[@]+"${as_root[@]}"}" install -m 644 "$derived" "$target" \
      && printf 'Package: *\nPin: release n=trixie\nPin-Priority: 100\n' \
        | "${as_root[@]+"${as_root[@]}"}" tee /etc/apt/preferences.d/$source_name >/dev/null \
      || fail "could not write the source of Debian 13 under /etc/apt."
    apt update || true
    apt install --no-install-recommends -t trixie libstdc++6 || give_up "apt-get could not install libstdc++6 from Debian 13."
  else
    apt install --no-install-recommends libstdc++6 || give_up "apt-get could not install libstdc++6."
  fi
fi

find_missing
if [ ${#missing[@]} -gt 0 ]; then report; exit 3; fi
echo "setup: done." >&2
