@echo off
rem idmlive-tools, the program for people who make and measure models: builds when sources are newer, runs.
setlocal
call "%~dp0eng\prepare.cmd" idmlive-tools tools\IdmLive.Tools src tools
if errorlevel 1 exit /b 3
dotnet "%~dp0tools\IdmLive.Tools\bin\Release\net10.0\idmlive-tools.dll" %*
exit /b %errorlevel%
