"""JSON-Schema-Test-Suite through the whole path. Run with `-s`, the tables are seen."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from realtime_runtime import InvalidPayload
from realtime_runtime.encoding import encode

from ..support.packages import Package
from . import cases
from .whole_path import definitions, generated, referring, same

if TYPE_CHECKING:
    from pathlib import Path

    from realtime_runtime import TopicRef

pytestmark = pytest.mark.slow

VERDICTS = (
    "right",
    "reported by name",
    "wrongly accepted",
    "wrongly rejected",
    "not decodable",
    "crashed",
)
Verdicts = dict[str, list[str]]


@pytest.mark.parametrize("folder", ["", "format"])
def test_what_a_schema_says_is_what_is_enforced(folder: str, tmp_path: Path) -> None:
    """Of all cases 99.5 % are validated rightly; of the rest, generation has said so by name."""
    found = verdicts(cases.groups(folder), tmp_path)
    assert_right(found, 400 if folder else 1200)


@pytest.mark.parametrize("draft", cases.OLDER)
def test_a_schema_of_another_draft_is_enforced_as_that_draft_has_it(
    draft: str, tmp_path: Path
) -> None:
    """Of the cases of older drafts, each in a file that definitions refer to, the same is true."""
    groups = cases.groups(draft, cases.DRAFTS)
    assert_right(verdicts(groups, tmp_path, cases.OLDER[draft]), 600)


def test_a_file_of_this_draft_is_enforced_as_definitions_are(tmp_path: Path) -> None:
    """What definitions refer to in a file of draft 2020-12 means there what it says."""
    assert_right(verdicts(cases.groups(), tmp_path, cases.DRAFT), 1200)


def assert_right(found: Verdicts, least: int) -> None:
    print_table(found)
    total = sum(map(len, found.values()))
    assert total > least
    assert len(found["right"]) >= 0.995 * total
    assert not any(found[verdict] for verdict in VERDICTS[2:])


def verdicts(groups: list[cases.Group], folder: Path, draft: str = "") -> Verdicts:
    """The names of all cases, by what became of each. With a `draft` the schemas are in files
    that definitions refer to."""
    schemas = {f"m{number}": group.schema for number, group in enumerate(groups)}
    sources, around = referring(schemas, draft) if draft else (definitions(schemas), None)
    files, problems = generated(sources, around)
    package = Package.of(files, folder)
    reasons = {p.position.path.removeprefix("../"): p.code for p in problems if p.is_error}
    found: Verdicts = {verdict: [] for verdict in VERDICTS}
    for module, group in zip(schemas, groups, strict=True):
        reason = reasons.get(f"{module}.json")
        for case in group.cases:
            name = f"{group.name}: {case.description}"
            if reason is None:
                found[verdict(package, module, case)].append(name)
            else:
                found["reported by name"].append(f"{name} ({reason})")
    return found


def verdict(package: Package, module: str, case: cases.Case) -> str:
    try:
        return validated(package.topic(module), case.data, valid=case.valid)
    except Exception:  # a crash is what is counted here
        return "crashed"


def validated(ref: TopicRef[Any, Any], data: Any, *, valid: bool) -> str:
    """What becomes of one value when it is published and received."""
    try:
        message = ref(data)
    except InvalidPayload:
        return "wrongly rejected" if valid else "right"
    if not valid:
        return "wrongly accepted"
    try:
        _, value = encode(message.data)
    except InvalidPayload:
        return "not decodable"
    return "right" if same(value, data) else "not decodable"


def print_table(found: Verdicts) -> None:
    total = sum(map(len, found.values()))
    for verdict, names in found.items():
        print(f"{verdict:18}{len(names):6}{len(names) / total:9.2%}")
        if verdict != "right":
            for name, count in Counter(names).items():
                print(f"    {name}" + (f" ({count} times)" if count > 1 else ""))
