"""What the pages say is true: each block of code in them is run, compared, or marked as neither.

A page's reader has a project folder, empty at first, and follows the page from top to bottom:

- A block whose first line names a file, such as `# schemas/pipeline.yaml`, is that file.
  Definitions must generate without a word, unless a console block that follows shows what they
  give. Other files are used by a command further down.
- ```python is run, all blocks of a page in one namespace and one event loop, `await` included; and
  checked by mypy --strict. What it prints, and the error that ends it, are the ```text below it.
- ```console is run: `$ ` begins a command, the lines below are what it prints.
- A line `...` in what is printed stands for any lines.

A comment straight above a block says otherwise: `<!-- not run: the reason -->`, or, for an excerpt
of a file, `<!-- part of generated/pipeline.py -->`. `<!-- with a.py of docs/b.md -->` gives the
reader a file of another page.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import inspect
import io
import os
import re
import tomllib
import traceback
from typing import TYPE_CHECKING, Any

import pytest

from .support.commands import BIN, cli, run
from .support.files import ROOT
from .support.generating import generate
from .support.packages import forget, forgotten
from .support.pages import BEGINNINGS, PAGES, blocks_of, commands, compare, obey
from .support.servers.nats import nats_port
from .support.servers.postgres import postgres
from .support.servers.redis import redis_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from .support.pages import Block

pytestmark = pytest.mark.slow

# The pages that need a server, and the variable of the environment that has its URL.
SERVERS: dict[str, tuple[str, Callable[[], str]]] = {
    "postgres.md": ("DATABASE_URL", lambda: postgres().url),
    "redis.md": ("REDIS_URL", lambda: f"redis://127.0.0.1:{redis_port()}"),
    "durable.md": ("DATABASE_URL", lambda: postgres().url),
    "nats.md": ("NATS_URL", lambda: f"nats://127.0.0.1:{nats_port()}"),
}


class Reader:
    """Somebody who follows a page in a folder of their own. Raises AssertionError at a lie."""

    def __init__(self, project: Path, runner: asyncio.Runner, cache: Path) -> None:
        self._project = project
        self._runner = runner
        self._cache = cache
        self._namespace: dict[str, Any] = {"__name__": "page"}

    def follow(self, blocks: list[Block]) -> None:
        blocks = list(map(self._with_its_files, blocks))
        for number, block in enumerate(blocks):
            before, after = blocks[:number][-1:], blocks[number + 1 :]
            if block.mark:
                obey(block, self._project)
            elif block.file:
                self._write(block, after)
            elif block.language == "python":
                expected = after[0].text if after and after[0].is_output else ""
                compare(block, expected, self._run(block))
            elif block.language == "console":
                for command, expected in commands(block):
                    compare(block, expected, self._shell(command))
            else:
                follows_python = before and before[0].language == "python" and not before[0].mark
                known = block.is_output and follows_python and not before[0].file
                assert known, f"{block}: nothing runs this block, and no comment says why"
        self._check_types(blocks)

    def _write(self, block: Block, after: list[Block]) -> None:
        file = self._project / block.file
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(block.text, encoding="utf-8")
        if after and after[0].language == "console" and not after[0].mark:
            return
        if not block.file.startswith("schemas/"):
            later = [other for other in after if other.language == "console" and not other.mark]
            assert later, f"{block}: no command uses this file"
            return
        said = cli("schemas/").err
        assert not said, f"{block}: {said}"
        forget("generated")

    def _with_its_files(self, block: Block) -> Block:
        """The block, beside the file of another page that it is read with."""
        if not (borrowed := re.fullmatch(r"with (\S+) of (\S+)", block.mark)):
            return block
        file, page = borrowed.groups()
        lent = next(other for other in blocks_of(ROOT / page) if other.file == file)
        (self._project / file).write_text(lent.text, encoding="utf-8")
        return block._replace(mark="")

    def _run(self, block: Block) -> str:
        """What the block prints, and the error that ends it."""
        code = compile(
            "\n" * (block.line - 1) + block.text,
            block.page,
            "exec",
            flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT,
            dont_inherit=True,
        )
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            try:
                running = eval(code, self._namespace)
                if code.co_flags & inspect.CO_COROUTINE:
                    self._runner.run(running)
            except Exception as error:
                print(*traceback.format_exception_only(error), sep="", end="")
        return printed.getvalue()

    def _shell(self, command: str) -> str:
        path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
        settings = {"COLUMNS": "80", "MYPY_CACHE_DIR": str(self._cache), "NO_COLOR": "1"}
        arguments = ("-c", f"exec 2>&1\n{command}")
        ran = run("sh", *arguments, cwd=self._project, status=None, PATH=path, **settings)
        forget("generated")
        return ran.out

    def _check_types(self, blocks: list[Block]) -> None:
        """All python blocks of a page as the body of one function, on the lines of the page."""
        run = [b for b in blocks if b.language == "python" and not b.mark and not b.file]
        if not run:
            return
        lines = ["async def page() -> None:"]
        for block in run:
            lines += [""] * (block.line - 1 - len(lines))
            lines += [f"    {line}" if line else "" for line in block.lines]
        (self._project / "page.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
        said = self._shell("mypy --strict page.py")
        assert said.startswith("Success"), f"{run[0].page}, by its lines:\n{said}"


@pytest.fixture(scope="session")
def mypy_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mypy")


@pytest.fixture
def reader(
    tmp_path: Path, mypy_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Path], None]]:
    """Follows a page in an empty folder."""
    project = tmp_path / "project"
    project.mkdir()
    monkeypatch.chdir(project)
    monkeypatch.syspath_prepend(project)
    with forgotten("generated"), forgotten("journal"), asyncio.Runner() as runner:
        following = Reader(project, runner, mypy_cache)

        def follow(page: Path) -> None:
            if page.name in SERVERS:
                variable, url = SERVERS[page.name]
                monkeypatch.setenv(variable, url())
            following.follow(list(blocks_of(page)))

        yield follow


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if page not in BEGINNINGS],
    ids=lambda page: page.relative_to(ROOT).as_posix(),
)
def test_what_a_page_shows_is_what_its_reader_gets(
    page: Path, reader: Callable[[Path], None]
) -> None:
    """Every block of the page is run or compared, or says why it is not."""
    reader(page)


UNTRUE = {
    "what is printed is something else": "```python\nprint(1)\n```\n\n```text\n2\n```\n",
    "what is printed is not shown": "```python\nprint(1)\n```\n",
    "an error is not shown": "```python\nraise ValueError\n```\n",
    "a command prints something else": "```console\n$ echo 1\n2\n```\n",
    "nothing runs the block": "```bash\nls\n```\n",
    "no reason is given": "<!-- not run: -->\n```bash\nls\n```\n",
    "an excerpt has changed": "<!-- part of LICENSE -->\n```text\nNo rights.\n```\n",
    "definitions are wrong": "```yaml\n# schemas/a.yaml\nchannel: {}\n```\n",
    "a file is not used": "```python\n# app.py\nprint(1)\n```\n",
    "a type is wrong": "\n```python\nnumber: int = input\n```\n",
}


@pytest.mark.parametrize("text", UNTRUE.values(), ids=UNTRUE)
def test_a_page_that_is_wrong_is_refused(
    text: str, reader: Callable[[Path], None], tmp_path: Path
) -> None:
    """The tests of the pages fail where a page lies."""
    page = tmp_path / "page.md"
    page.write_text(text)
    with pytest.raises(AssertionError):
        reader(page)


def slug(heading: str) -> str:
    """The anchor of a heading."""
    return re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_to_pages_and_headings(page: Path) -> None:
    """Every link within the project has its file, and its heading there."""
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        file = page.parent / path if path else page
        assert file.exists(), f"{page.name}: {target}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in map(slug, headings), f"{page.name}: {target}"


def table(page: Path, header: str) -> list[list[str]]:
    """The rows of a page's table, without their code marks."""
    lines = page.read_text(encoding="utf-8").splitlines()
    rows = []
    for line in lines[lines.index(header) + 2 :]:
        if not line.startswith("|"):
            break
        cells = [cell.replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        rows.append([cell.strip().strip("`") for cell in cells])
    return rows


DEFINITIONS = ROOT / "docs" / "definitions.md"


def test_schemas_become_the_types_that_the_page_names() -> None:
    """Each row of the table of types is what the generator makes of that schema."""
    rows = table(DEFINITIONS, "| schema | subscribers get | publishers pass |")
    assert len(rows) > 20
    for schema, received, published in rows:
        text = f"""
            channels:
              row:
                name: row
                topics:
                  topic: {{schema: {{type: object, required: [it], properties: {{it: {schema}}}}}}}
            $defs:
              Usage: {{type: object, properties: {{tokens: {{type: integer}}}}}}
              Level: {{enum: [low, high]}}
        """
        generated = generate({"row.yaml": text.encode()})
        assert generated.files is not None, f"{schema}: {generated.diagnostics}"
        module = ast.parse(generated.files["row.py"])
        types = {
            node.name: ast.unparse(node.body[0].annotation).replace("typing.", "")
            for node in module.body
            if isinstance(node, ast.ClassDef) and isinstance(node.body[0], ast.AnnAssign)
        }
        quoted = (received.replace('"', "'"), published.replace('"', "'"))
        assert (types["RowTopic"], types["RowTopicInput"]) == quoted, schema


def test_the_modules_stand_in_the_order_that_is_enforced() -> None:
    """ARCHITECTURE.md lists the modules of both distributions in the order of their layers."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    for package in ("realtime_codegen", "realtime_runtime"):
        prefix = f"{package}."
        layers = next(
            [set(layer.replace(prefix, "").split(" | ")) for layer in contract["layers"]]
            for contract in contracts
            if contract["type"] == "layers" and contract["layers"][0].startswith(prefix)
        )
        rows = table(ROOT / "ARCHITECTURE.md", f"| `{package}` | does |")
        listed = [name for row in rows for name in row[0].split("`, `")]
        assert set(listed) == set().union(*layers)
        places = [next(i for i, layer in enumerate(layers) if name in layer) for name in listed]
        assert places == sorted(places), listed
