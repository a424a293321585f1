"""The site and the pictures of the pages: they are made from this repository alone."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from tools import drawings, pictures, site

from .support.commands import run
from .support.files import ROOT, files_in
from .support.pages import PAGES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

COMMITTED = ROOT / "docs" / "pictures"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, where every request for something elsewhere would fail."""
    folder = tmp_path_factory.mktemp("site")
    nowhere = "http://127.0.0.1:9"
    command = (sys.executable, "-m", "tools.site", folder)
    done = run(*command, cwd=ROOT, http_proxy=nowhere, https_proxy=nowhere)
    assert "No issues found" in done.said
    assert "warning" not in done.said.lower()
    return folder / "site"


class Loaded(HTMLParser):
    """What a browser loads for a page: not what it links to."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "link" and found.get("rel") != "canonical":
            self.addresses.append(found.get("href") or "")
        elif tag != "a":
            self.addresses.append(found.get("src") or "")


def test_nothing_is_loaded_from_elsewhere(built: Path) -> None:
    """Scripts, styles, fonts and images of all pages are in the site."""
    pages = list(built.rglob("*.html"))
    assert len(pages) > len(PAGES)
    for page in pages:
        loaded = Loaded()
        loaded.feed(page.read_text(encoding="utf-8"))
        assert len(list(filter(None, loaded.addresses))) > 2
        assert not [found for found in loaded.addresses if "//" in found], page
    for style in built.rglob("*.css"):
        addresses = re.findall(r"(?:url\(|@import)\s*[\"']?([\w:/.-]+)", style.read_text())
        assert not [found for found in addresses if "//" in found], style


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for inside in value.values() if isinstance(value, dict) else value:
            yield from strings(inside)
    else:
        yield value


def test_every_page_is_in_the_site(built: Path) -> None:
    """The navigation leads to each page once, and the search knows it."""
    settings = tomllib.loads((ROOT / "zensical.toml").read_text())
    listed = sorted(strings(settings["project"]["nav"]))
    assert listed == sorted(site.PAGES)
    assert {ROOT / page for page in listed} >= set(PAGES)
    found = json.loads((built / "search.json").read_text())["items"]
    known = {item["location"].partition("#")[0] for item in found}
    assert known >= {
        page.replace("README.md", "index.html").replace(".md", ".html") for page in listed
    }
    assert any("echo" in item["text"] for item in found if "glossary" in item["location"])


def test_a_link_to_nothing_is_found(tmp_path: Path) -> None:
    """A page that is not there fails the build: it is strict."""
    site.prepare(tmp_path)
    with (tmp_path / "pages" / "docs" / "glossary.md").open("a") as page:
        page.write("[nothing](nothing.md)\n")
    assert site.build(tmp_path) != 0


def test_the_drawings_are_what_is_committed(tmp_path: Path) -> None:
    """After a change of `tools/drawings.py`, `make pictures` is run."""
    drawings.write(tmp_path)
    drawn = files_in(tmp_path)
    assert len(drawn) == 4
    assert drawn.items() <= files_in(COMMITTED).items()


def test_the_pictures_are_what_programs_say(tmp_path: Path) -> None:
    """After a change of README's first program, or of what mypy or the runtime say of it,
    `make pictures` is run."""
    pictures.write(tmp_path)
    drawn = files_in(tmp_path)
    assert sorted(drawn) == ["checked.svg", "refused.svg"]
    assert drawn.items() <= files_in(COMMITTED).items()
    assert len(files_in(COMMITTED)) == 6


def luminance(colour: str) -> float:
    """As the Web Content Accessibility Guidelines have it."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_pictures_can_be_read_by_day_and_by_night() -> None:
    """In both schemes every ink has a contrast of 4.5 to each ground that it stands on."""
    text = (COMMITTED / "checked.svg").read_text()
    day, night = (
        dict(re.findall(r"--([\w-]+): (#\w{6})", part))
        for part in text.split("prefers-color-scheme: dark")
    )
    assert day.keys() == night.keys()
    assert luminance(day["page"]) > 0.9
    assert luminance(night["page"]) < 0.1
    inks = ("ink", "soft", "red-ink", "green-ink", "blue-ink")
    for colours in (day, night):
        for ground in ("page", "plain", "blue", "green", "red"):
            for ink in inks if ground in ("page", "plain", "red") else inks[:2]:
                pair = sorted((luminance(colours[ink]), luminance(colours[ground])))
                assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, (ink, ground)
