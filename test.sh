#!/usr/bin/env bash
# Sets up what is missing, builds, checks the format, runs every test. The last line is 'N passed, N failed' (and
# ', N skipped' where some were); the exit status is 0 only when something ran and nothing failed.
#
# Usage: ./test.sh [NAME...]     only the test projects whose name contains a NAME (no format check then)
set -uo pipefail
root=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
. "$root/eng/launch.sh"

prepare
results="$root/artifacts/test-results"
rm -rf "$results" 2>/dev/null; mkdir -p "$results" || exit 3

passed=0; failed=0; skipped=0; failures="$results/failures.txt"
: >"$failures"
finish() { # prints once more what failed, and the sum as the last line: of a long output the end is what is kept
  cat "$failures"
  local sum="$passed passed, $failed failed"
  [ $skipped -gt 0 ] && sum="$sum, $skipped skipped"
  echo "$sum"
  [ $failed -eq 0 ] && [ $passed -gt 0 ]
  exit
}

# Always asks the build system: a deleted output folder is nothing that time stamps tell. The solution's build makes both
# programs too, so their launchers need not build again.
rm -f "$root/artifacts/build/solution.stamp"
if ! (build_when_stale solution IdmLive.sln src tools tests) 2>&1; then
  failed=1
  echo "failed: build" >>"$failures"
  finish
fi
for name in idmlive idmlive-tools; do cp -p "$root/artifacts/build/solution.stamp" "$root/artifacts/build/$name.stamp"; done

if [ $# -eq 0 ]; then
  echo "format: checking"
  if ! dotnet format "$root/IdmLive.sln" --verify-no-changes --no-restore >"$results/format.log" 2>&1; then
    cat "$results/format.log"
    echo "format: 'dotnet format' would change the files above"
    echo "failed: format" >>"$failures"
    failed=$((failed + 1))
  fi
fi

# One <Counters .../> element in a trx file holds the sums; what did not run at all counts as skipped.
counter() { sed -n 's/.*<Counters[^>]* '"$2"'="\([0-9]*\)".*/\1/p' "$1" | head -n 1; }
reasons() { # trx -> the distinct reasons that skipped tests gave, with how many gave each
  awk 'BEGIN { RS = "<UnitTestResult " } /outcome="NotExecuted"/ && match($0, /<(Message|StdOut)>[^<]*/) {
         text = substr($0, RSTART, RLENGTH); sub(/^<[A-Za-z]*>/, "", text); gsub(/[\r\n]+/, " ", text); count[text]++ }
       END { for (text in count) printf "  skipped %d: %s\n", count[text], text }' "$1"
}

for project in "$root"/tests/*.Tests/*.csproj; do
  name=$(basename "$project" .csproj)
  if [ $# -gt 0 ]; then
    chosen=false
    for part in "$@"; do [[ "$name" == *"$part"* ]] && chosen=true; done
    $chosen || continue
  fi
  trx="$results/$name.trx"; log="$results/$name.log"; began=$SECONDS
  dotnet test "$project" -c Release --no-build --nologo --results-directory "$results" --logger "trx;LogFileName=$name.trx" \
    --logger "console;verbosity=normal" --blame-hang --blame-hang-timeout 5m --blame-hang-dump-type none >"$log" 2>&1 </dev/null
  status=$?
  if [ -f "$trx" ] && [ -n "$(counter "$trx" total)" ]; then
    p=$(counter "$trx" passed); t=$(counter "$trx" total); e=$(counter "$trx" executed)
    f=$((e - p)); s=$((t - e))
  else
    p=0; f=0; s=0
  fi
  # A test host that died, or a project without a test, has no failed test to show for it.
  broken=""
  if [ $f -eq 0 ] && [ $status -ne 0 ]; then broken="the test run itself failed (status $status)"; f=1
  elif [ $((p + f + s)) -eq 0 ]; then broken="no test ran"; f=1
  fi
  passed=$((passed + p)); failed=$((failed + f)); skipped=$((skipped + s))
  echo "$name: $p passed, $f failed, $s skipped in $((SECONDS - began)) s"
  [ $s -gt 0 ] && reasons "$trx"
  if [ $f -gt 0 ]; then
    grep -vE '^ *(Passed|Skipped) |^\[xUnit\.net |NNPACK|^(Test run for|A total of|Data collector|Results File|Additionally,) ?' "$log"
    sed -n 's/^ *Failed \([A-Za-z].*\) \[.*\]$/failed: \1/p' "$log" >>"$failures"
    [ -n "$broken" ] && echo "failed: $name: $broken" >>"$failures"
  fi
done
finish
