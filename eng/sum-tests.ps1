# sum-tests.ps1 RESULTS FORMAT TESTS: sums the trx files of a folder and prints 'N passed, N failed'. FORMAT is 1 where the format
# check failed, TESTS is 1 where the test run did; each counts as a failure of its own where no test shows it.
param([string]$Results, [int]$Format, [int]$Tests)
$passed = 0; $failed = 0; $skipped = 0
if (Test-Path -LiteralPath $Results) {
    foreach ($file in Get-ChildItem -LiteralPath $Results -Filter *.trx -Recurse) {
        $counters = ([xml](Get-Content -LiteralPath $file.FullName -Raw)).TestRun.ResultSummary.Counters
        $passed += [int]$counters.passed
        $failed += [int]$counters.executed - [int]$counters.passed
        $skipped += [int]$counters.total - [int]$counters.executed
    }
}
if ($Tests -ne 0 -and $failed -eq 0) { $failed++ }
if ($Format -ne 0) { $failed++ }
$sum = "$passed passed, $failed failed"
if ($skipped -gt 0) { $sum += ", $skipped skipped" }
Write-Output $sum
if ($failed -gt 0 -or $passed -eq 0) { exit 1 }
exit 0
