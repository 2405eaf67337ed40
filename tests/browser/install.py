"""Make sure that there is a Chromium for the browser tests, or say the one command that brings it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find() -> str | None:
    """The path of an installed Chromium: the system's, else Playwright's own."""
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) else None  # noqa: PTH110


def main() -> int:
    if find():
        return 0
    attempts = []
    if shutil.which("apt-get") and os.geteuid() == 0:
        attempts = [
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"],
        ]
    attempts.append([sys.executable, "-m", "playwright", "install", "chromium"])
    for command in attempts:
        print("$", " ".join(command), flush=True)
        subprocess.run(command, check=False)
        if find():
            return 0
    print(
        "The browser tests need Chromium. Install it with:\n"
        "    sudo apt-get install --no-install-recommends chromium fonts-dejavu-core",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
