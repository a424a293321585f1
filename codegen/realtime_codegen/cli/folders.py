"""Folders of outputs, which must be apart from the definitions and from each other."""

from __future__ import annotations

import os
from itertools import combinations, permutations
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..config import Config, WrongConfig
from ..disk import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..targets import Owned, Target


class Destination(NamedTuple):
    """A target, and the folder that it is for."""

    name: str
    target: Target
    folder: Path


def check_folder(output: Path, schemas: Path, target: Target) -> None:
    """Raises WrongConfig for an output that is no separate folder, or that its target refuses."""
    if output.exists() and not output.is_dir():
        raise WrongConfig(f"{output} is a file; the output must be a folder")
    # In the folder of definitions itself, the default output is a folder in it.
    is_inside = is_in(output, schemas) and output != Config().output
    if is_inside or (output.exists() and is_in(schemas, output)):
        message = f"the output {output} and the definitions {schemas} overlap"
        raise WrongConfig(f"{message}; name a separate folder, such as generated")
    if why := target.refusal(output):
        raise WrongConfig(f"{why}; name another folder")


def check_project_apart(file: Path, schemas: Path, outputs: Sequence[Destination]) -> None:
    """Raises WrongConfig where the definitions are the whole project of a pyproject.toml, with what
    is generated: every other YAML and JSON file in it would be one of them."""
    if any(is_in(output.folder, schemas) for output in outputs):
        message = f'[tool.realtime-codegen] "schemas" is the whole project, {schemas}'
        way = 'move the definitions to a folder of their own and write schemas = "schemas"'
        raise WrongConfig(f"{file}: {message}; {way}")


def check_apart(outputs: Sequence[Destination]) -> None:
    """Raises WrongConfig for two outputs with one folder."""
    for one, other in combinations(outputs, 2):
        is_same = _real(one.folder) == _real(other.folder) or (
            one.folder.exists() and other.folder.exists() and one.folder.samefile(other.folder)
        )
        if is_same:
            raise WrongConfig(
                f"the outputs {one.name} and {other.name} have the same folder {other.folder}; "
                "name a separate folder for each"
            )


def check_files_apart(
    outputs: Sequence[Destination], files: Mapping[str, Mapping[str, bytes]]
) -> None:
    """Raises WrongConfig for an output in the folder of another one, if that would write or remove
    a file of this one. `files` are those of each output, by its name."""
    for one, other in permutations(outputs, 2):
        above, below = _real(one.folder), _real(other.folder)
        if not (below.is_relative_to(above) or above.is_relative_to(below)):
            continue
        written = {above / path for path in files[one.name]}
        others = {below / path: content for path, content in files[other.name].items()}
        for place, content in others.items():
            is_lost = place.is_relative_to(above) and (
                not written.isdisjoint((place, *place.parents))
                or _is_owned(place, text_of(content), one.target.owned, above, others)
            )
            if is_lost:
                raise WrongConfig(
                    f"the outputs {one.name} in {one.folder} and {other.name} in {other.folder} "
                    f"both own {other.folder / place.relative_to(below)}; "
                    "name folders outside of each other"
                )


def _is_owned(
    place: Path, text: str, owned: Owned, folder: Path, others: Mapping[Path, bytes]
) -> bool:
    """Whether an output with this folder would remove a file that it does not give."""
    if not owned.removes(place.name, text):
        return False
    between = [above for above in place.parents if above != folder and above.is_relative_to(folder)]
    return not any(
        above.name.startswith(".") or owned.is_another(above, others) for above in between
    )


def _real(folder: Path) -> Path:
    return Path(os.path.realpath(folder))


def is_in(path: Path, folder: Path) -> bool:
    """Whether a path is an existing folder or below it, also through links and in another case."""
    real = _real(path)
    return any(above.exists() and above.samefile(folder) for above in (real, *real.parents))
