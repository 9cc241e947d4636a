# stale.ps1 ROOT STAMP FOLDER...: exit 1 where a source under the FOLDERs, or the build's plumbing, is newer than STAMP or STAMP is not there.
param([string]$Root, [string]$Stamp, [Parameter(ValueFromRemainingArguments)][string[]]$Folders)
$ErrorActionPreference = 'Stop'
if (-not (Test-Path -LiteralPath $Stamp)) { exit 1 }
$built = (Get-Item -LiteralPath $Stamp).LastWriteTimeUtc
$plumbing = Get-ChildItem -LiteralPath $Root -File | Where-Object { $_.Name -like 'Directory.*' -or $_.Name -in 'global.json', '.editorconfig' }
$sources = $Folders | Where-Object { $_ } | ForEach-Object { Get-ChildItem -LiteralPath (Join-Path $Root $_) -Recurse } |
    Where-Object { $_.FullName -notmatch '[\\/](bin|obj)([\\/]|$)' -and (-not $_.PSIsContainer) }
foreach ($file in @($plumbing) + @($sources)) {
    if ($file.LastWriteTimeUtc -gt $built) { exit 1 }
}
exit 0
