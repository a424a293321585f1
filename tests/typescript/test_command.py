"""TypeScript beside Python, in one run of the command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ..support.commands import cli
from ..support.files import files_in, write

if TYPE_CHECKING:
    from ..support.projects import Project

SETTINGS = '[tool.realtime-codegen]\nschemas = "schemas"\n'
TABLE = f'{SETTINGS}[tool.realtime-codegen.typescript]\noutput = "web"\n'
FILES = {"_realtime.ts", "alerts.ts", "index.ts", "react.ts"}


def test_a_table_configures_the_output(alerts: Project) -> None:
    """One run makes both outputs; the next one changes nothing."""
    alerts.configure(TABLE)
    assert cli().out == "generated: 3 new\nweb: 4 new\n"
    assert files_in(alerts.folder / "web").keys() == FILES
    assert cli().out == "generated: 3 unchanged\nweb: 4 unchanged\n"
    assert cli("--check").said == ""


def test_an_option_names_the_folder(alerts: Project) -> None:
    """`--typescript` is the folder, without a table or in place of its `output`."""
    assert cli("schemas", "--typescript", "ts").out == "generated: 3 new\nts: 4 new\n"
    alerts.configure(f"{TABLE}react = false\n")
    assert cli("--typescript", "other").out == "generated: 3 unchanged\nother: 3 new\n"
    assert not (alerts.folder / "web").exists()


def test_what_has_changed_is_told(alerts: Project) -> None:
    """`--check` and `--diff` cover TypeScript, and files of removed definitions go."""
    alerts.configure(TABLE)
    alerts.define("chat/log.yaml", "$defs: {Line: {type: string}}\n")
    cli()
    (alerts.schemas / "chat" / "log.yaml").unlink()
    assert "web/chat/log.ts: out-of-date" in cli("--check", status=1).said.replace(":1:1", "")
    assert "-export type Line = string;" in cli("--diff", status=1).out
    cli()
    assert files_in(alerts.folder / "web").keys() == FILES
    assert not (alerts.folder / "web" / "chat").exists()


def test_other_files_stay(alerts: Project) -> None:
    """A file of somebody else is neither removed nor replaced."""
    alerts.configure(TABLE)
    (alerts.folder / "web").mkdir()
    own = alerts.folder / "web" / "own.ts"
    own.write_text("export const own = 1;\n")
    cli()
    assert own.read_text() == "export const own = 1;\n"
    (alerts.folder / "web" / "alerts.ts").write_text("// mine\n")
    assert "was not written by realtime-codegen" in cli(status=1).err


def test_options_change_the_output(alerts: Project) -> None:
    """What was made with other options is made again."""
    alerts.configure(TABLE)
    cli()
    assert '"./_realtime.js"' in (alerts.folder / "web" / "alerts.ts").read_text()
    alerts.configure(
        f'{TABLE}extension = ".ts"\nvalidate = "none"\nreact = false\naugment = false\n'
    )
    assert cli().out == "generated: 3 unchanged\nweb: 3 changed, 1 removed\n"
    assert '"./_realtime.ts"' in (alerts.folder / "web" / "alerts.ts").read_text()
    shared = (alerts.folder / "web" / "_realtime.ts").read_text()
    assert "typebox" not in shared
    assert "declare module" not in shared
    alerts.configure(f'{TABLE}extension = ""\n')
    cli()
    assert '"./_realtime";' in (alerts.folder / "web" / "alerts.ts").read_text()


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("reakt = true", 'there is no option "reakt"; did you mean "react"?'),
        ("x = 1", 'there is no option "x"; the options are extension, validate, react, augment'),
        ('react = "yes"', '"react" must be true or false'),
        ("augment = 1", '"augment" must be true or false'),
        ('extension = "js"', '"extension" must be ".js" or ".ts" or ""'),
        ('validate = "zod"', '"validate" must be "typebox" or "none"'),
        ("validate = false", '"validate" must be "typebox" or "none"'),
        ("extension = [1]", '"extension" must be ".js" or ".ts" or ""'),
    ],
)
def test_a_wrong_option_is_refused(alerts: Project, option: str, message: str) -> None:
    """The message names the table."""
    alerts.configure(f"{TABLE}{option}\n")
    told = cli(status=2).err
    assert f"[tool.realtime-codegen.typescript]: {message}" in told


def test_only_a_configured_output_has_its_rules(alerts: Project) -> None:
    """What JavaScript cannot run is right where it does not run it."""
    alerts.define("day.yaml", "$defs: {Day: {type: string, pattern: '^\\d\\-\\d$'}}\n")
    alerts.configure(SETTINGS)
    cli()
    alerts.configure(TABLE)
    assert "day.yaml:1:38: javascript-pattern" in cli(status=1).err
    alerts.configure(f'{TABLE}validate = "none"\n')
    cli()


def test_a_part_is_made_as_the_whole(alerts: Project) -> None:
    """A run that makes one module again gives what a run without a cache gives."""
    alerts.configure(TABLE)
    alerts.define("common.yaml", "$defs: {Line: {type: string}}\n")
    for number in range(3):
        alerts.define(f"a{number}.yaml", '$defs: {A: {$ref: "common.yaml#/$defs/Line"}}\n')
    cli()
    alerts.define("common.yaml", "$defs: {Line: {type: integer}, More: {type: string}}\n")
    cli()
    assert cli("--check").said == ""


def test_what_is_below_a_package_or_another_output_stays(alerts: Project) -> None:
    """Stale files are removed from the folders of the output alone."""
    alerts.configure(TABLE)
    cli()
    web = alerts.folder / "web"
    stale = (web / "alerts.ts").read_text()
    write(
        {
            "node_modules/a/x.ts": stale,
            "lib/node_modules/x.ts": stale,
            "other/x.ts": stale,
            "other/deep/x.ts": stale,
            "other/_realtime.ts": (web / "_realtime.ts").read_text(),
            "old/x.ts": stale,
        },
        web,
    )
    assert "old/x.ts" in cli("--check", status=1).said
    assert cli().out == "generated: 3 unchanged\nweb: 1 removed, 4 unchanged\n"
    assert files_in(web).keys() - FILES == {
        "node_modules/a/x.ts",
        "lib/node_modules/x.ts",
        "other/x.ts",
        "other/deep/x.ts",
        "other/_realtime.ts",
    }
