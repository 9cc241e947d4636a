# Sourced by ./idmlive, ./idmlive-tools and ./test.sh; bash. Wants $root, the repository's top folder.
# prepare: checks the machine.  build_when_stale: builds what is older than its sources.  launch: both, then runs the program.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# A home that cannot be written to (a service account's) stops the SDK: give it one here.
if [ ! -w "${HOME:-/nonexistent}" ]; then
  export HOME="$root/artifacts/home"
  mkdir -p "$HOME" 2>/dev/null || true
fi

prepare() {
  "$root/eng/setup.sh" || exit $?
}

# build_when_stale NAME TARGET FOLDER...: builds TARGET (a project or the solution; Release) when a file under the FOLDERs or
# the build's own plumbing is newer than the last good build. Silent but for one line; the compiler's output is shown when
# it fails. Of several invocations at a time one builds and the others wait (where flock exists).
build_when_stale() {
  local name=$1 target=$2; shift 2
  local state="$root/artifacts/build"
  local stamp="$state/$name.stamp" backend="${TorchBackend:-default}"
  is_fresh "$stamp" "$backend" "$@" && return 0

  mkdir -p "$state" 2>/dev/null && [ -w "$state" ] || {
    echo "$name: it has to be built first and $state cannot be written to; run it once as the owner of that folder." >&2
    exit 3
  }
  if command -v flock >/dev/null; then
    # One lock for all of them: the programs share the libraries.
    exec 9>"$state/lock"
    if ! flock -n 9; then
      echo "$name: waiting for another build to end." >&2
      flock 9
    fi
    if is_fresh "$stamp" "$backend" "$@"; then exec 9>&-; return 0; fi
  fi

  echo "$name: building (about a minute the first time, which also fetches the packages)." >&2
  # What changes while the build runs has to count as newer, so the stamp is as old as the build's start; the output
  # folders are made before it because making them touches the project folders.
  local project
  for project in "$root"/src/*/ "$root"/tools/*/; do [ -d "$project" ] && mkdir -p "$project/bin" "$project/obj"; done
  unlink_built_assemblies
  printf '%s\n' "$backend" >"$stamp.new"
  # DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: the SDK needs no ICU then. No servers are left behind.
  if ! DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 dotnet build "$root/$target" -c Release -v quiet -nologo -nodeReuse:false \
      -p:UseSharedCompilation=false >"$state/$name.log" 2>&1 </dev/null 9>&-; then
    # Each error once (the build repeats them per project and in its summary); everything where no line says error.
    sed -n 's/ \[[^]]*proj]$//; / error /p' "$state/$name.log" | awk '!seen[$0]++' | head -n 30 | grep . >&2 || cat "$state/$name.log" >&2
    echo "$name: the build failed; its whole output is in artifacts/build/$name.log." >&2
    rm -f "$stamp.new"
    exit 3
  fi
  mv -f "$stamp.new" "$stamp"
  exec 9>&-
}

is_fresh() { # stamp, backend, folders
  local stamp=$1 backend=$2; shift 2
  [ -f "$stamp" ] && [ "$(<"$stamp")" = "$backend" ] || return 1
  local folder folders=()
  for folder in "$@"; do folders+=("$root/$folder"); done
  # Folders count too: deleting a file makes its folder newer.
  [ -z "$(find "${folders[@]}" "$root"/Directory.*.props "$root"/Directory.*.targets "$root/global.json" "$root/.editorconfig" "$root/eng/BannedSymbols.txt" \
      \( -name bin -o -name obj \) -prune -o -newer "$stamp" -print -quit 2>&1)" ]
}

# The compiler overwrites its last output in place, and that file is hard-linked into the output folder: a program that runs
# from there would lose its code. Give the compiler a copy to overwrite.
unlink_built_assemblies() {
  local file
  find "$root/src" "$root/tools" -path '*/obj/Release/*' \( -iname 'idmlive*.dll' -o -iname 'idmlive*.pdb' \) -links +1 2>/dev/null |
    while IFS= read -r file; do cp -p "$file" "$file.copy" && mv -f "$file.copy" "$file"; done
}

# launch NAME PROJECT FOLDERS -- ARGUMENTS: never returns; the program's exit status is the launcher's.
launch() {
  local name=$1 project=$2 folders=(); shift 2
  while [ "$1" != -- ]; do folders+=("$1"); shift; done
  shift
  prepare
  local program="$root/$project/bin/Release/net10.0/$name.dll"
  [ -f "$program" ] || rm -f "$root/artifacts/build/$name.stamp"
  build_when_stale "$name" "$project" "${folders[@]}"
  # The place for variables that the program's libraries read when they are loaded (OMP_NUM_THREADS and the like). None is
  # set: the program chooses its threads itself.
  exec dotnet "$program" "$@"
}
