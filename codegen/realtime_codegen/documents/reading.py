"""Reads the text of a file, YAML or JSON. The only module that imports yaml.

Reads libyaml's events with a builder of its own: that is where positions are, it costs a fraction
of PyYAML's loaders, and what a definition may not use (aliases, tags) never becomes data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from ..diagnostics import Diagnostic
from .document import Document
from .json_text import NotJson, json_problem, tokens
from .syntax import HALVES, Stop, conflict_problem, encoding_problem, syntax_problem
from .words import BASED, CONSTANTS, FLOAT, INTEGER, NUMBER_STARTS, WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_DEPTH = 200


def parse(
    path: str, shown: str, source: bytes, reader_type: type[Reader] | None = None
) -> tuple[Document | None, list[Diagnostic]]:
    """Read one file. Without a document when the text cannot be read at all."""
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, [encoding_problem(shown, source, error.start)]
    text = text.replace("\r\n", "\n")
    reader = (reader_type or Reader)(Document(path, shown, text, None, {}))
    if conflict := conflict_problem(reader.document):
        return None, [conflict]
    try:
        data = reader.read(_json_events(text) if _is_json(path, text) else _events(text))
    except _TooDeep:
        return None, reader.problems
    except NotJson as error:
        return None, [*reader.problems, json_problem(reader.document, error)]
    except _NO_YAML as error:
        return None, _stopped(reader, _stop(text, error))
    document = Document(path, shown, text, data, reader.document.spans)
    return document, reader.problems


def _is_json(path: str, text: str) -> bool:
    """Whether a file is read as JSON, which joins halves of characters: libyaml does not."""
    try:
        return path.endswith(".json") or bool(HALVES.search(text) and [*tokens(text)])
    except NotJson:
        return False


def _stopped(reader: Reader, stop: Stop) -> list[Diagnostic]:
    """The problems of a file that cannot be read to its end."""
    too_deep = _too_deep_before(reader.document, stop)
    return too_deep or [*reader.problems, syntax_problem(reader.document, stop)]


def _too_deep_before(document: Document, stop: Stop) -> list[Diagnostic]:
    """The problems before `stop` where the last is that it is too deep there, else none.

    libyaml scans ahead of its events, and since 0.2.6 it has a limit of its own on depth. So the
    text before its error is read by itself: our limit is decided there, whatever stopped libyaml.
    """
    if stop.at == "grammar":  # all events before it were read
        return []
    text = document.text[: stop.begin]
    reader = Reader(Document(document.path, document.shown, text, None, {}))
    try:
        reader.read(_events(text))
    except _TooDeep:
        return reader.problems
    except _NO_YAML as error:
        earlier = _stop(text, error)
        if earlier.begin < stop.begin:
            return _too_deep_before(document, earlier)
    return []


def _stop(text: str, error: yaml.MarkedYAMLError | yaml.reader.ReaderError) -> Stop:
    if isinstance(error, yaml.reader.ReaderError):  # its position counts bytes, or characters
        place = text.index(chr(int(error.character)))
        return Stop("character", place, place)
    place = error.problem_mark.index if error.problem_mark else 0
    begin = error.context_mark.index if error.context_mark else place
    in_token = isinstance(error, yaml.scanner.ScannerError)
    return Stop("token" if in_token else "grammar", place, begin)


# All that PyYAML raises of a text.
_NO_YAML = (yaml.MarkedYAMLError, yaml.reader.ReaderError)


class _TooDeep(Exception):
    """The rest is not read."""


class Reader:
    """Builds data and spans from events, without recursion."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Diagnostic] = []
        self._root: list[Any] = []
        document.spans[id(self._root)] = []
        self._open: list[Any] = [self._root]  # the containers around the current node
        self._keys: list[tuple[str, int, int] | None] = [None]  # for each, the key that waits
        self._keep: list[Any] = []  # what was refused, so that no other container takes its id

    def read(self, events: Iterator[Any]) -> Any:
        for event in events:
            kind = type(event)
            if kind is ScalarEvent:
                self._put(self._scalar(event), event)
            elif kind is MappingStartEvent:
                self._enter({}, event)
            elif kind is SequenceStartEvent:
                self._enter([], event)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                self._leave(event)
            elif kind is AliasEvent:
                self._put(self._aliased(event), event)
            elif kind is DocumentStartEvent and self._root:
                message = "a definition file must be one YAML document; remove the line ---"
                self._problem("several-documents", message, event)
                break
        return self._root[0] if self._root else None

    def _aliased(self, event: Any) -> Any:
        """What an alias stands for."""
        self._problem("alias", "aliases are not supported; write the value out or use $ref", event)

    def _enter(self, value: Any, event: Any) -> None:
        self._refuse_properties(event)
        self._put(value, event)
        self.document.spans[id(value)] = []
        self._keep.append(value)
        self._open.append(value)
        self._keys.append(None)
        if len(self._open) - 1 > MAX_DEPTH:
            message = f"nested more than {MAX_DEPTH} levels deep; move inner schemas to $defs"
            self._problem("too-deep", message, event)
            raise _TooDeep

    def _leave(self, event: Any) -> None:
        value = self._open.pop()
        self._keys.pop()
        self._close(value, self._open[-1], event)

    def _put(self, value: Any, event: Any) -> None:
        """Take a node as the key that waits, or into the container around it."""
        start, end = event.start_mark.index, event.end_mark.index
        container, key = self._open[-1], self._keys[-1]
        if type(container) is dict and key is None:
            self._keys[-1] = self._key(event, value), start, end
            return
        self._keys[-1] = None
        spans = self.document.spans[id(container)]
        if key is None:
            spans += (start, end, start, end)
            container.append(value)
            return
        name, key_start, key_end = key
        if name in container:
            self._again(name, value, (key_start, key_end, start, end))
            return
        spans += (key_start, key_end, start, end)
        container[name] = value

    def _again(self, name: str, value: Any, span: tuple[int, int, int, int]) -> None:
        """Refuse a key that is there twice."""
        first = 4 * list(self._open[-1]).index(name)
        place = self.document.spans[id(self._open[-1])][first : first + 2]
        message = f'the key "{name}" appears twice; keep one of them'
        related = ((self.document.stretch(*place), "the first one"),)
        here = self.document.stretch(*span[:2])
        self.problems.append(Diagnostic("duplicate-key", message, here, related=related))
        self._keep.append(value)

    def _close(self, value: Any, above: Any, event: Any) -> None:
        """A flow collection ends at its bracket; a block collection where its last entry does."""
        spans, spans_above = self.document.spans[id(value)], self.document.spans[id(above)]
        if not spans_above:  # it was refused as a key
            return
        bracket = event.end_mark.index > event.start_mark.index
        if bracket or spans:
            spans_above[-1] = event.end_mark.index if bracket else spans[-1]

    def _key(self, event: NodeEvent, value: Any) -> str:
        if type(event) is AliasEvent:  # already reported
            return self._no_key(event)
        if type(event) is not ScalarEvent:
            message = "a key must be a string, not a collection"
            self._problem("key-not-string", message, event)
            return self._no_key(event)
        if event.value == "<<" and event.implicit[0]:
            message = "merge keys are not supported; write the entries out or use $ref or allOf"
            self._problem("merge-key", message, event)
        elif not isinstance(value, str):
            message = f'a key must be a string; write "{event.value}" with quotes'
            self._problem("key-not-string", message, event)
        return str(event.value)

    def _no_key(self, event: Any) -> str:
        """A key for what is none: another for each, so that none is there twice."""
        return f"?{event.start_mark.index}"

    def _refuse_properties(self, event: Any) -> None:
        """What stands before a node, as YAML calls it."""
        if event.anchor is not None:
            self._problem("anchor", f"anchors are not supported; remove &{event.anchor}", event)
        if event.tag is not None and event.tag != "!":
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._problem("tag", f"tags are not supported; remove {tag}", event)

    def _scalar(self, event: ScalarEvent) -> Any:
        if event.anchor is not None or event.tag is not None:
            self._refuse_properties(event)
        return self._plain(event) if event.implicit[0] else event.value

    def _plain(self, event: ScalarEvent) -> Any:
        """A word without quotes, by YAML 1.2's core schema; what 1.1 reads otherwise is refused."""
        text: str = event.value
        if text in CONSTANTS:
            return CONSTANTS[text]
        if text.lower() in WORDS:
            meant = WORDS[text.lower()]
            message = f'some YAML readers read {text} as a boolean; write "{text}" or {meant}'
            self._problem("ambiguous-word", message, event)
            return text
        if text[:1] not in NUMBER_STARTS:
            return text
        if INTEGER.fullmatch(text):
            digits = text.lstrip("+-")
            if len(digits) > 1 and digits[0] == "0":
                message = f'YAML readers disagree on {text}; drop the zeros or write "{text}"'
                self._problem("ambiguous-number", message, event)
            return self._number(int, text, event)
        if BASED.fullmatch(text):
            return self._number(lambda number: int(number, 0), text, event)
        if FLOAT.fullmatch(text):
            return self._number(float, text, event)
        if text.lower().lstrip("+-") in (".inf", ".nan"):
            message = f'JSON has no {text}; remove it or write "{text}"'
            self._problem("not-json", message, event)
        return text

    def _number(self, read: Any, text: str, event: ScalarEvent) -> Any:
        try:
            number = read(text) if len(text) <= 1000 else None
        except ValueError:
            number = None
        if number is None or number in (float("inf"), float("-inf")):
            message = "this number is too large for readers of JSON; write a smaller one"
            self._problem("not-json", message, event)
            return 0
        return number

    def _problem(self, code: str, message: str, event: Any) -> None:
        place = self.document.stretch(event.start_mark.index, event.end_mark.index)
        self.problems.append(Diagnostic(code, message, place))


def _events(text: str) -> Iterator[Any]:
    """Those of libyaml's parser; of PyYAML's own where it was built without."""
    parser = yaml.CLoader(text) if yaml.__with_libyaml__ else yaml.Loader(text)
    return iter(parser.get_event, None)


_OF_BRACKETS: dict[str, Callable[..., Any]] = {
    "{": lambda *marks: MappingStartEvent(None, None, True, *marks),  # noqa: FBT003
    "[": lambda *marks: SequenceStartEvent(None, None, True, *marks),  # noqa: FBT003
    "}": MappingEndEvent,
    "]": SequenceEndEvent,
}


def _json_events(text: str) -> Iterator[Any]:
    """JSON's tokens as the same events, so that one builder makes data and spans of both."""
    for kind, start, end, value in tokens(text):
        marks = yaml.Mark("", start, 0, 0, None, 0), yaml.Mark("", end, 0, 0, None, 0)
        if kind in _OF_BRACKETS:
            yield _OF_BRACKETS[kind](*marks)
        else:
            yield ScalarEvent(None, None, (kind == "word", True), value, *marks)
