"""The generated package can stand anywhere, and imports a module when it is asked for it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from ..support.commands import cli, python
from ..support.projects import ALERTS

if TYPE_CHECKING:
    from ..support.projects import Project

pytestmark = pytest.mark.slow

COMMON = "$defs: {Thing: {type: object, properties: {size: {type: integer}}}}\n"


def using(path: str) -> str:
    thing = f'thing: {{$ref: "{path}#/$defs/Thing"}}'
    return ALERTS.replace("message: {type: string}", thing).replace("[message]", "[thing]")


@pytest.fixture
def package(project: Project) -> Project:
    project.define("alerts.yaml")
    project.define("chat/log.yaml", using("../shared/common.yaml").replace("alerts", "log"))
    project.define("shared/common.yaml", COMMON)
    cli("schemas/")
    return project


def printed(code: str) -> str:
    """What a program prints that stands beside the package."""
    ran = python(code)
    return ran.out


# The modules that a user's package may bring.
LOADED = """
import sys
packages = ("generated", "pydantic", "realtime_runtime")
print(*sorted(name for name in sys.modules if name.split(".")[0] in packages))
"""


def test_the_package_imports_no_module(package: Project) -> None:
    """Importing the package imports none of its modules, nor pydantic or the runtime."""
    assert printed(f"import generated\n{LOADED}") == "generated\n"


def test_a_channel_brings_its_module_alone(package: Project) -> None:
    """Asking for a channel imports its module and what that refers to."""
    alone = printed(f"import generated; generated.alerts_channel\n{LOADED}").split()
    ours = [name for name in alone if name.startswith("generated")]
    assert ours == ["generated", "generated.alerts"]
    both = printed(f"import generated; generated.log_channel\n{LOADED}").split()
    assert {"generated.chat.log", "generated.shared.common"} <= set(both)
    assert "generated.alerts" not in both


def test_a_name_brings_the_module_of_its_channel_alone(package: Project) -> None:
    """CHANNELS imports no module, nor do the templates and a name that no channel has."""
    code = "from generated import CHANNELS\nprint([one.template for one in CHANNELS])\n"
    unknown = "try: CHANNELS.resolve('log:1')\nexcept ValueError: pass\n"
    listed, loaded = printed(f"{code}{unknown}{LOADED}").splitlines()
    assert listed == "['alerts', 'log']"
    assert [name for name in loaded.split() if name.startswith("generated")] == ["generated"]
    resolved = f"{code}print(CHANNELS.resolve('alerts'))\n{LOADED}"
    _, channel, loaded = printed(resolved).splitlines()
    assert channel == "AlertsChannel('alerts')"
    ours = [name for name in loaded.split() if name.startswith("generated")]
    assert ours == ["generated", "generated.alerts"]


def test_channels_are_those_of_the_last_run(package: Project) -> None:
    """A package has CHANNELS before it has a channel, and after its last has gone."""
    for file in ("alerts.yaml", "chat/log.yaml"):
        (package.schemas / file).unlink()
        cli("schemas/")
    assert printed("from generated import CHANNELS; print(CHANNELS, [*CHANNELS])") == (
        "<the 0 channels of generated> []\n"
    )


def test_all_channels_are_listed(package: Project) -> None:
    """`from generated import *` and dir() give every channel; another name is an AttributeError."""
    code = (
        "from generated import *\n"
        "import generated\n"
        "print(alerts_channel.name, log_channel.name, generated.__all__)\n"
        "assert {'CHANNELS', 'alerts_channel', 'log_channel'} <= set(dir(generated))\n"
        "assert CHANNELS is generated.CHANNELS\n"
        "assert generated.alerts_channel is alerts_channel\n"
        "try: generated.nothing\n"
        "except AttributeError as error: print(error)\n"
        "try: from generated import nothing\n"
        "except ImportError as error: print(error.name)\n"
    )
    assert printed(code).splitlines() == [
        "alerts log ['CHANNELS', 'alerts_channel', 'log_channel']",
        "module 'generated' has no attribute 'nothing'",
        "generated",
    ]


def test_the_package_can_be_moved(package: Project) -> None:
    """Under another name, inside another package, it works as it did."""
    inner = package.folder / "app" / "channels"
    inner.parent.mkdir()
    shutil.move(package.output, inner)
    code = (
        "from app.channels import CHANNELS, log_channel\n"
        "assert CHANNELS.resolve('log') == log_channel\n"
        "from app.channels.shared.common import Thing\n"
        "print(log_channel.alert({'thing': {'size': 1}}).data.thing == Thing(size=1))\n"
    )
    assert printed(code) == "True\n"


# Each of these module names could hide, or be hidden by, something that generated code needs.
NAMES = (
    "_private",
    "a__b",
    "typing",
    "annotations",
    "_MODULES",
    "datetime",
    "match",
    "py",
    "_",
    "realtime_runtime",
    "types",
    "channels",
)


@pytest.mark.parametrize("name", NAMES)
def test_modules_of_any_name_can_be_referred_to(project: Project, name: str) -> None:
    """A definition in a file of any name that gives a module can be used from another file."""
    project.define(f"{name}.yaml", COMMON)
    project.define("a/b.yaml", COMMON.replace("integer", "string"))
    project.define("alerts.yaml", using(f"{name}.yaml"))
    project.define("more.yaml", using("a/b.yaml").replace("alert", "other"))
    both = using(f"{name}.yaml").replace("alert", "both")
    project.define(
        "both.yaml", both + "      two:\n        schema: {$ref: 'a/b.yaml#/$defs/Thing'}\n"
    )
    cli("schemas/")
    code = (
        "from generated import alerts_channel, others_channel, boths_channel\n"
        "print(alerts_channel.alert({'thing': {'size': 1}}).data.thing.size)\n"
        "print(others_channel.other({'thing': {'size': 'x'}}).data.thing.size)\n"
        "print(boths_channel.both({'thing': {'size': 1}}).data.thing.size)\n"
        "print(boths_channel.two({'size': 'x'}).data.size)\n"
    )
    assert printed(code).split() == ["1", "x", "1", "x"]


@pytest.mark.parametrize(
    ("paths", "code"),
    [
        (("class.yaml",), "no-python-name"),
        (("__init__.yaml",), "no-python-name"),
        (("2fa.yaml",), "no-python-name"),
        (("a.yaml", "A.yaml"), "module-taken"),
        (("a-b.yaml", "a_b.yml"), "module-taken"),
        (("a.yaml", "a.json"), "module-taken"),
        (("a.yaml", "a/b.yaml"), "module-taken"),
        (("CHANNELS.yaml",), "reserved-name"),
        (("CHANNELS/a.yaml",), "reserved-name"),
    ],
)
def test_files_that_give_no_module(project: Project, paths: tuple[str, ...], code: str) -> None:
    """A file whose module Python could not import, or that another file needs, is a problem."""
    for path in paths:
        project.define(path, '{"$defs": {}}')
    assert f": {code}: " in cli("schemas/", status=1).err
    assert not project.output.exists()


# What Windows' own documentation lists, and the ways in which it reads them.
RESERVED = [
    "con.yaml",
    "NUL.yaml",
    "prn.json",
    "Aux.yml",
    "com1.yaml",
    "LPT9.yaml",
    "com\u00b9.yaml",
    "con.events.yaml",
    "con .yaml",
    "nul/a.yaml",
    "chat/aux/a.yaml",
    "lpt3.old/a.yaml",
    "chat./a.yaml",
    "chat /a.yaml",
]


@pytest.mark.parametrize("path", RESERVED)
def test_names_that_windows_cannot_have(project: Project, path: str) -> None:
    """A file or folder that could not be on Windows is an error at its place."""
    project.define(path, '{"$defs": {}}')
    project.define("console.yaml", '{"$defs": {}}')
    ran = cli("schemas/", status=1)
    assert ran.err.startswith(f"schemas/{path}:1:1: reserved-file-name: ")
    assert "\nrealtime-codegen: 1 error; " in ran.err
    assert not project.output.exists()


@pytest.mark.parametrize("path", ["console.yaml", "com.yaml", "com10.yaml", "a/nullable.yaml"])
def test_names_that_only_look_like_these(project: Project, path: str) -> None:
    """A device's name is a whole name; Python's own list agrees."""
    import pathlib
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # from 3.13 on; there in 3.11
        assert not pathlib.PureWindowsPath(path).is_reserved()
        assert pathlib.PureWindowsPath("lpt3.old").is_reserved()
    project.define(path, '{"$defs": {}}')
    cli("schemas/")


@pytest.mark.parametrize("name", ["../x", "/etc/x", "..", "a/b"])
def test_names_lead_nowhere(project: Project, name: str) -> None:
    """A channel, a topic or a definition that is named like a path writes nothing anywhere."""
    project.define("alerts.yaml", ALERTS.replace("  alerts:", f'  "{name}":'))
    project.define("topic.yaml", ALERTS.replace("alert:", f'"{name}":').replace("alerts", "t"))
    before = sorted(project.folder.rglob("*"))
    cli("schemas/", status=1)
    project.define("alerts.yaml", f'$defs: {{"{name}": {{type: object}}}}')
    (project.schemas / "topic.yaml").unlink()
    cli("schemas/", status=None)
    written = {path for path in project.folder.rglob("*") if path not in before}
    assert all(path.is_relative_to(project.output) for path in written)
