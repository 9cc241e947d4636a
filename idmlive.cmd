@echo off
rem idmlive, the program for users: builds when sources are newer, runs. Try: idmlive demo
setlocal
call "%~dp0eng\prepare.cmd" idmlive src\IdmLive.App src
if errorlevel 1 exit /b 3
dotnet "%~dp0src\IdmLive.App\bin\Release\net10.0\idmlive.dll" %*
exit /b %errorlevel%
