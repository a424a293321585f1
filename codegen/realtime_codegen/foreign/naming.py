"""Names for what nobody may rename: each file and each key of other people gets one that is free,
by rules that know no order."""

from __future__ import annotations

import keyword
import posixpath
import re
import unicodedata
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

from ..filenames import is_device
from ..types.naming import Claim, capitalised, given_away

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..diagnostics import Pointer

_SUFFIX = re.compile(r"\.(ya?ml|json)$")
# What only holds names, or leads to one.
_CONTAINERS = frozenset("$defs components definitions properties schemas".split())
# What few languages take for the name of a type.
_WORDS = frozenset({"False", "None", "True"})


def places_of(paths: Iterable[str], own: Iterable[str]) -> dict[str, str]:
    """For each file of other people the path at which a definition file would give the same.

    It is that of the file itself, without the way out of the folder of definitions, unless `own`
    files or others need the same name.
    """
    pieces = {path: _pieces(path) for path in paths}
    others = [_pieces(path) for path in own if path not in pieces]
    files = Counter(_plain(one) for one in (*pieces.values(), *others))
    folders = {
        _plain(one[:length]) for one in (*pieces.values(), *others) for length in range(1, len(one))
    }
    found = {}
    for path, one in pieces.items():
        above = (_plain(one[:length]) for length in range(1, len(one)))
        is_taken = (
            files[_plain(one)] > 1 or _plain(one) in folders or any(a in files for a in above)
        )
        name = f"{'_'.join(one)}_{_digest(path)}" if is_taken else "/".join(one)
        found[path] = f"{name}.json"
    return found


def _pieces(path: str) -> list[str]:
    stem = _SUFFIX.sub("", path.partition("://")[2] or path)
    return [_file_name(piece) for piece in stem.split("/") if piece != ".."]


def _plain(pieces: list[str]) -> str:
    """The same string for files that some language or file system takes for one."""
    return re.sub(r"[-. ]", "_", "/".join(pieces)).casefold()


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:8]


def _file_name(piece: str) -> str:
    """A name that files have everywhere, and modules."""
    name = re.sub(r"[^\w.-]", "_", unicodedata.normalize("NFKC", piece)).strip(".-_")
    if not name[:1].isalpha():
        name = f"file_{name}".rstrip("_")
    return f"{name}_" if keyword.iskeyword(name) or is_device(name) else name


def keys_of(path: str, pointers: Sequence[tuple[Pointer, str]]) -> list[str]:
    """The keys of the definitions at these places of a file. With each pointer goes what tells
    apart those at one place."""
    claims = []
    for number, (pointer, variant) in enumerate(pointers):
        words = [str(step) for step in pointer if step not in _CONTAINERS]
        long = _name(*(words or [_stem(path)]))
        places = "/".join(("", *map(str, pointer), variant))
        names = (_name(_stem(words[-1])) if words else long, long, f"{long}_{_digest(places)}")
        # What is written as the name itself has it before what only becomes it.
        rank = 2 if len(words) > 1 else int(words != list(names[:1]))
        claims.append(Claim(number, rank, tuple(dict.fromkeys(names))))
    names_of = given_away(claims, ())
    return [names_of[number] for number in range(len(claims))]


def _stem(key: str) -> str:
    """The name in a path or a URI: `order` of `https://example.com/order.schema.json`."""
    name = _SUFFIX.sub("", posixpath.basename(key.rstrip("/")) or key)
    return name.removesuffix(".schema") or key


def _name(*keys: str) -> str:
    name = "".join(map(capitalised, keys))
    return name if name.isidentifier() and name not in _WORDS else f"Schema{name}"
