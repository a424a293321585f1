"""Definition files as they were at a commit. The one module that runs git."""

from __future__ import annotations

import contextlib
import os
import posixpath
import re
import subprocess
from typing import TYPE_CHECKING

from .diagnostics import suggestion
from .disk import is_definition
from .foreign.files import NotInProjectError

if TYPE_CHECKING:
    from pathlib import Path

# A hook's git sets these for its own folder; ours is found from the schemas folder.
_OF_HOOKS = ("GIT_DIR", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_WORK_TREE")
_BRANCH = re.compile(r"\w[\w./-]*")
_COMMIT = re.compile(r"HEAD|[0-9a-f]{7,64}")
_LINK = "120000"
_MOST_LINKS = 8
_FILES = ("100644", "100755", _LINK)


class NoHistory(Exception):
    """The definitions cannot be had as they were. Its message says what to do."""


class _Silent(NoHistory):
    """Git knows no object of that name."""


class Commit:
    """The files at a commit, by their paths from a folder."""

    def __init__(self, ref: str, folder: Path) -> None:
        """Raises NoHistory."""
        self._folder = folder
        self._prefix = os.fsdecode(_git(folder, "rev-parse", "--show-prefix")).strip("\n")
        self._commit = _commit(folder, ref)

    def definitions(self) -> dict[str, bytes]:
        """The definition files below the folder; {} where the folder was not there."""
        folder = self._folder
        tree = _object(folder, f"{self._commit}:{self._prefix.rstrip('/')}")
        if tree is None:
            return {}
        listed = _listed(folder, "-r", tree)
        wanted = {path: found for path, found in listed.items() if is_definition(path)}
        contents = _contents(folder, [name for _, name in wanted.values()])
        sources = dict(zip(wanted, contents, strict=True))
        for path in (path for path, (mode, _) in wanted.items() if mode == _LINK):
            sources[path] = _followed(folder, path, sources[path], listed)
        return sources

    def read(self, path: str) -> bytes:
        """The content of another file. Raises FileNotFoundError and NotInProjectError."""
        place = posixpath.normpath(posixpath.join(self._prefix, path))
        for _ in range(_MOST_LINKS):
            if place.startswith(("/", "../")):
                raise NotInProjectError("ref-outside")
            mode, name = _listed(self._folder, self._commit, place).get(place, ("", ""))
            if not mode:
                raise FileNotFoundError(path)
            (content,) = _contents(self._folder, [name])
            if mode != _LINK:
                return content
            link = os.fsdecode(content)
            place = posixpath.normpath(posixpath.join(posixpath.dirname(place), link))
        raise FileNotFoundError(path)


def _listed(folder: Path, *arguments: str) -> dict[str, tuple[str, str]]:
    """The files that git lists, each with its mode and the name of its content."""
    listed = {}
    listing = _git(folder, "--literal-pathspecs", "ls-tree", "-z", "--full-tree", *arguments)
    for entry in os.fsdecode(listing).split("\0")[:-1]:
        about, _, path = entry.partition("\t")
        mode, _, name = about.split()
        if mode in _FILES:
            listed[path] = mode, name
    return listed


def _commit(folder: Path, ref: str) -> str:
    if commit := _object(folder, f"{ref}^{{commit}}"):
        return commit
    message = f'"{ref:.100}" is neither a folder nor a commit that this repository has'
    listed = _git(folder, "for-each-ref", "--format=%(refname:short)")
    way = _way_to_fetch(folder, ref)
    near = "" if way or ref.endswith("/") else suggestion(ref, os.fsdecode(listed).split())
    raise NoHistory(message + way + near)


def _way_to_fetch(folder: Path, ref: str) -> str:
    """How this repository can get the commit, if its name shows that.

    Both names of a branch are given: a clone of one branch keeps no others by itself.
    """
    remotes = os.fsdecode(_git(folder, "remote")).split()
    remote, _, branch = ref.partition("/")
    if remote in remotes and _BRANCH.fullmatch(branch):
        return f"; fetch it first: git fetch {remote} {branch}:refs/remotes/{ref}"
    if remotes and "/" not in ref and _BRANCH.fullmatch(ref) and not _COMMIT.fullmatch(ref):
        remote = "origin" if "origin" in remotes else remotes[0]
        return f"; if it is a branch of {remote}, fetch it first: git fetch {remote} {ref}:{ref}"
    if _git(folder, "rev-parse", "--is-shallow-repository").strip() == b"true":
        return "; this clone is shallow, so fetch the whole history: git fetch --unshallow"
    return ""


def _object(folder: Path, name: str) -> str | None:
    """The object that has this name; None where there is none."""
    arguments = ("rev-parse", "--verify", "--quiet", "--end-of-options", name)
    with contextlib.suppress(_Silent):
        return _git(folder, *arguments).decode().strip()
    return None


def _followed(folder: Path, path: str, link: bytes, listed: dict[str, tuple[str, str]]) -> bytes:
    """What a link to another file of the folder leads to."""
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), os.fsdecode(link)))
    mode, name = listed.get(target, (_LINK, ""))
    if mode == _LINK:
        raise NoHistory(f"{path} was a link that leads out of the folder or to another link")
    return _contents(folder, [name])[0]


def _contents(folder: Path, names: list[str]) -> list[bytes]:
    """What these objects hold, asked for at once."""
    answer = _git(folder, "cat-file", "--batch", given="".join(f"{n}\n" for n in names).encode())
    found = []
    for _ in names:
        header, _, answer = answer.partition(b"\n")
        if not header.split()[-1].isdigit():
            raise NoHistory(f"git has no {header.decode()}; fetch the whole history first")
        size = int(header.split()[-1])
        found.append(answer[:size])
        answer = answer[size + 1 :]
    return found


def _git(folder: Path, *arguments: str, given: bytes = b"") -> bytes:
    """What git prints."""
    environment = {key: value for key, value in os.environ.items() if key not in _OF_HOOKS}
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments],
            env=environment | {"LC_ALL": "C"},
            input=given,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError as error:
        message = "git is not installed; install it, or give a folder with the old definitions"
        raise NoHistory(message) from error
    if done.returncode == 0:
        return done.stdout
    said = done.stderr.decode(errors="replace").strip().partition("\n")[0]
    if "not a git repository" in said:
        message = f"{folder} is in no git repository; give a folder with the old definitions"
        raise NoHistory(message)
    if not said or "does not exist in" in said or "exists on disk, but not in" in said:
        raise _Silent(said or "git has failed")
    raise NoHistory(f"git: {said.removeprefix('fatal: ')}")
