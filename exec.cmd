@rem The scripts of package.json begin with the shell's exec. cmd.exe has none, and runs this in its place.
@echo Latchkey runs on Linux, on macOS, and on Windows inside WSL: run "wsl --install", then clone and start it there.
@exit /b 1
