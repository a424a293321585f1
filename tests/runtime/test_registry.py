"""CHANNELS: a name from outside becomes the typed channel that has it, or an error."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from realtime_runtime import (
    Channel,
    Channels,
    InvalidParameter,
    Topic,
    UnknownChannel,
)
from realtime_runtime.forms import Forms

STRING = {"type": "string"}
INTEGER = {"type": "integer"}
ID = "6f1c2c1e-6b0a-4a53-9f0e-6a3f6f0d2b11"


class News(Channel, name="news"):
    headline: Topic[str] = Topic("head-line", lambda: str, '{"type": "string"}')


class Logs(Channel, name="logs:{tenant}:{run}", params={"tenant": STRING, "run": INTEGER}):
    line: Topic[str] = Topic("line", lambda: str, '{"type": "string"}')


class Job(Channel, name="job:{id}", params={"id": {**STRING, "format": "uuid"}}):
    pass


class Level(Channel, name="level:{it}", params={"it": {**STRING, "enum": ["low", "high"]}}):
    pass


class Code(Channel, name="level:{it}", params={"it": {**STRING, "pattern": "^[0-9]{3}$"}}):
    pass


class Span(Channel, name="{begin}to{end}", params={"begin": STRING, "end": STRING}):
    pass


CLASSES = (News, Logs, Job, Level, Code, Span)
CHANNELS = Channels(__name__, [("", class_.__name__, class_._name.template) for class_ in CLASSES])


@pytest.mark.parametrize(
    "channel",
    [
        News(),
        Logs(tenant="a", run=-3),
        Logs(tenant="é x/{y}", run=10**30),
        Job(id=ID.upper()),
        Level(it="low"),
        Code(it="404"),
        Span(begin="news", end="x"),
        Span(begin="a:t", end="otot"),
    ],
    ids=repr,
)
def test_a_name_gives_its_channel(channel: Channel) -> None:
    """It is equal to the one that has made the name, and has its parameters."""
    found = CHANNELS.resolve(channel.name)
    assert found == channel
    assert type(found) is type(channel)
    assert found.params == channel.params
    assert CHANNELS.template_of(channel.name) == type(channel)._name.template


@pytest.mark.parametrize(
    "name",
    [
        *("", "new", "news ", "NEWS", "news:", "news\n", "\ud800", "x", "logs", "logs:"),
        *("logs:a", "logs:a:", "logs::1", "logs:a:b:1", "logs:a:1:2", "logs:a\x00b:1", " logs:a:1"),
        *("logs:a:01", "logs:a:+7", "logs:a:-0", "logs:a:1_0", "logs:a:\uff11", "logs:a:1.0"),
        "logs:a:" + "9" * 5_000,
        *(f"job:{ID.upper()}", f"job:{ID}0", f"job:{{{ID}}}", f"job:{ID.replace('-', '')}"),
        *("level:medium", "level:12", "level:1234", "level:low:low"),
        *("ato", "tob", "to", "tox"),
        "logs:{tenant}:{run}",
    ],
    ids=lambda name: repr(name[:20]),
)
def test_a_name_that_no_factory_makes(name: str) -> None:
    """It is refused with one error, in which the name and the templates are."""
    with pytest.raises(UnknownChannel) as caught:
        CHANNELS.resolve(name)
    assert caught.value.name == name
    assert caught.value.templates == tuple(class_._name.template for class_ in CLASSES)
    with pytest.raises(UnknownChannel):
        CHANNELS.template_of(name)


@pytest.mark.parametrize("name", [None, b"news", 3, News()])
def test_what_is_no_name(name: Any) -> None:
    """Another type is a slip of the program, not a name that nobody has."""
    with pytest.raises(TypeError, match="a channel's name is a string, not"):
        CHANNELS.resolve(name)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "logs:a:007",
            "\n  parameter 'run' of channel 'logs:{tenant}:{run}': expected an integer, "
            'found "007"',
        ),
        ("log:a:7", "; did you mean 'logs:{tenant}:{run}'?"),
        ("JOB:7", "; did you mean 'job:{id}'?"),
        ("newz", "; did you mean 'news'?"),
        ("job", "; did you mean 'job:{id}'?"),
        ("job:", "; did you mean 'job:{id}'?"),
        (
            "?",
            "; there are 'news', 'logs:{tenant}:{run}', 'job:{id}', 'level:{it}', 'level:{it}' "
            "and 1 more",
        ),
        (
            "level:x",
            "\n  parameter 'it' of channel 'level:{it}': expected a valid value, found \"x\"" * 2,
        ),
    ],
)
def test_the_error_says_what_is_near(name: str, text: str) -> None:
    """What a parameter asked for; else the template with such a beginning; else those there are."""
    with pytest.raises(UnknownChannel) as caught:
        CHANNELS.resolve(name)
    assert str(caught.value) == f"no channel has the name {name!r}{text}"


def test_the_refusals_are_those_of_the_channels_of_that_form() -> None:
    """Each is the error that the factory would raise, also in a copy."""
    with pytest.raises(UnknownChannel) as caught:
        CHANNELS.resolve("job:7")
    (refusal,) = caught.value.refusals
    with pytest.raises(InvalidParameter) as of_factory:
        Job(id="7")
    assert str(refusal) == str(of_factory.value)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_none_is_defined() -> None:
    """A package of shared schemas alone has channels too: none."""
    with pytest.raises(UnknownChannel, match=r"^no channel has the name 'x': none is defined$"):
        Channels("empty", ()).resolve("x")
    assert [*Channels("empty", ())] == []


@pytest.mark.parametrize("size", [1_000, 1_000_000])
@pytest.mark.parametrize(
    "form", ["{}", "news{}", "logs:{}", "logs:{}:1", "job:{}", "level:{}", "{}to", "to{}to"]
)
@pytest.mark.parametrize("text", ["a", ":", "t", "to", "\0", "é", "9"])
def test_a_long_name_is_told_in_short(size: int, form: str, text: str) -> None:
    """However long and strange a name is, it is resolved or refused, and the error is short."""
    name = form.format(text * (size // len(text)))
    try:
        assert CHANNELS.resolve(name).name == name
    except UnknownChannel as error:
        assert len(str(error)) < 1_000


def test_channels_are_listed() -> None:
    """Iterating gives each channel's template, class and topics."""
    assert len(CHANNELS) == len(CLASSES)
    assert [declared.channel_class for declared in CHANNELS] == [*CLASSES]
    assert [declared.template for declared in CHANNELS][:2] == ["news", "logs:{tenant}:{run}"]
    first = next(iter(CHANNELS))
    assert first.topics == {"head-line": News.headline}
    assert repr(CHANNELS) == f"<the 6 channels of {__name__}>"


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda it: pickle.loads(pickle.dumps(it))])
def test_it_can_go_to_another_process(duplicate: Any) -> None:
    """A copy or a pickle resolves the same names."""
    assert duplicate(CHANNELS).resolve("logs:a:1") == Logs(tenant="a", run=1)


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("kind{}:{{id}}", "kind7:x"),
        ("{{tenant}}:kind{}", "x:kind7"),
        ("{{tenant}}kind{}", "xkind7"),
        ("static{}", "static7"),
        ("a:{{x}}:b:{{y}}/kind{}:{{z}}", "a:1:b:2/kind7:3"),
    ],
)
def test_no_other_channel_is_looked_at(form: str, name: str) -> None:
    """Of a thousand channels the one is found by its texts: no other's class is even imported."""
    declared = [("missing", "Missing", form.format(number)) for number in range(1_000)]
    channels = Channels("no_package.", declared)
    with pytest.raises(ModuleNotFoundError, match="no_package"):
        channels.resolve(name)
    forms = Forms((template, template) for _, _, template in declared)
    assert [*forms.of(name)] == [form.format(7)]
    assert [*forms.of(name.replace("7", "1000"))] == []
