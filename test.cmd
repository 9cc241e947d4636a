@echo off
rem Builds, checks the format, runs every test; the last line is 'N passed, N failed' (and ', N skipped').
setlocal
set "results=%~dp0artifacts\test-results"
if exist "%~dp0artifacts\build\solution.stamp" del "%~dp0artifacts\build\solution.stamp"
call "%~dp0eng\prepare.cmd" solution IdmLive.sln src tools tests
if errorlevel 1 exit /b 3
if exist "%results%" rmdir /s /q "%results%"
set "format=0"
dotnet format "%~dp0IdmLive.sln" --verify-no-changes --no-restore
if errorlevel 1 set "format=1"
set "tests=0"
dotnet test "%~dp0IdmLive.sln" -c Release --no-build --nologo --results-directory "%results%" --logger trx
if errorlevel 1 set "tests=1"
powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0eng\sum-tests.ps1" "%results%" %format% %tests%
exit /b %errorlevel%
