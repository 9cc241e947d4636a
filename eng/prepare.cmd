@echo off
rem prepare NAME TARGET FOLDER...: checks the machine, then builds TARGET (a project or the solution; Release) when a file
rem under the FOLDERs is newer than the last good build. Exit: 0 ready, 3 not.
rem Nothing is installed here: Windows has no package manager that is always there, so the cure is named.
setlocal
set "root=%~dp0.."
set "name=%~1"
set "target=%~2"
set "state=%root%\artifacts\build"
set "stamp=%state%\%name%.stamp"
set "DOTNET_NOLOGO=1"
set "DOTNET_CLI_TELEMETRY_OPTOUT=1"

pushd "%root%"
dotnet --version >nul 2>nul
if errorlevel 1 goto nosdk
popd
if defined IDMLIVE_FFMPEG goto tools
where ffmpeg >nul 2>nul
if errorlevel 1 goto noffmpeg
where ffprobe >nul 2>nul
if errorlevel 1 goto noffmpeg

:tools
powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0stale.ps1" "%root%" "%stamp%" %3 %4 %5
if not errorlevel 1 exit /b 0
if not exist "%state%" mkdir "%state%"
echo %name%: building; a few minutes the first time, which also fetches the packages. 1>&2
rem The stamp is as old as the build's start: what changes meanwhile counts as newer.
echo started>"%stamp%.new"
dotnet build "%root%\%target%" -c Release -v quiet -nologo -nodeReuse:false >"%state%\%name%.log" 2>&1
if errorlevel 1 goto broken
move /y "%stamp%.new" "%stamp%" >nul
exit /b 0

:broken
type "%state%\%name%.log" 1>&2
echo %name%: the build failed; its output stands above and in artifacts\build\%name%.log. 1>&2
exit /b 3

:nosdk
popd
echo setup: the .NET SDK 10.0 is missing; install it: winget install Microsoft.DotNet.SDK.10 1>&2
exit /b 3

:noffmpeg
echo setup: ffmpeg is missing; install it: winget install ffmpeg 1>&2
exit /b 3
