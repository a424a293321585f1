"""What the branches of a union are called: by what stays the same when their order does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..jsonschema.conjunction import Conjunction
from ..jsonschema.exclusion import tags

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..model import Project, Schema


def tag_of(branches: Sequence[Conjunction]) -> str | None:
    """A property that distinguishes the branches."""
    all_tags = [tags(branch) for branch in branches]
    common = set.intersection(*(set(found) for found in all_tags)) if all_tags else set()
    several = {key for key in common if len({frozenset(found[key]) for found in all_tags}) > 1}
    return min(several, default=None)


def definition_of(project: Project, branch: Schema) -> str:
    """The name of the definition that a branch refers to; "" where it refers to none."""
    reference = project.references.get(branch)
    target = reference.target if reference is not None else None
    return str(target.step) if target is not None else ""


def labels_of(project: Project, union: Schema) -> list[str]:
    """For each branch its tag (`kind=left`), else its definition, else its index."""
    branches = [union.at(index) for index in range(len(union.value))]
    alone = [Conjunction(project, [branch]) for branch in branches]
    tag = tag_of(alone)
    labels = [
        definition_of(project, branch) if tag is None else f"{tag}={'|'.join(_values(one, tag))}"
        for branch, one in zip(branches, alone, strict=True)
    ]
    return [
        label if label and labels.count(label) == 1 else str(index)
        for index, label in enumerate(labels)
    ]


def _values(branch: Conjunction, tag: str) -> Iterator[str]:
    for text, listed in tags(branch)[tag].items():
        yield listed.value if isinstance(listed.value, str) else text
