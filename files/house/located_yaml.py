"""Reads YAML as plain texts, lists and mappings, and remembers the line of everything.

Aliases, tags and repeated keys are refused: a house file says each thing once, in full.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

Path = tuple[str | int, ...]
_Loader = type[Any]

# no house needs more; a file beyond this is a mistake, or meant to keep the machine busy
_LARGEST_CHARACTERS: Final = 1_000_000
_DEEPEST: Final = 20
# written in C, where the library has it: a tenth of the time
_FAST: Final[_Loader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL_TAG: Final = "tag:yaml.org,2002:null"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong with a file, in a sentence; ``line`` counts from 1."""

    line: int | None
    sentence: str

    def __str__(self) -> str:
        return self.sentence if self.line is None else f"line {self.line}: {self.sentence}"


@dataclass(slots=True, kw_only=True)
class LocatedYaml:
    """What a file says: ``value`` holds only dicts, lists, texts and None."""

    value: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line_of(self, path: Path) -> int | None:
        """The line of a path, or of the nearest thing around it that is in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)

    def complain(self, path: Path, sentence: str) -> None:
        """Add a problem at a path."""
        self.problems.append(Problem(line=self.line_of(path), sentence=sentence))


def read_located_yaml(text: str) -> LocatedYaml:
    """Read a YAML text; ``value`` is None when it cannot be read, and ``problems`` say why."""
    if len(text) > _LARGEST_CHARACTERS:
        return _refuse(None, "the file is too large to be a house file")
    try:
        return _read(text, _FAST)
    except (yaml.YAMLError, UnicodeEncodeError):
        return _explain(text)


def _read(text: str, loader: _Loader) -> LocatedYaml:
    found = LocatedYaml(problems=list(_find_dangers(text, loader)))
    if found.problems:
        return found
    root = yaml.compose(text, Loader=loader)
    found.value = None if root is None else _read_node(root, (), found)
    if found.value is None:
        found.problems.append(Problem(line=None, sentence="the file is empty"))
    return found


def _explain(text: str) -> LocatedYaml:
    """Say what is wrong by the slow reader: it names the line and the character."""
    try:
        return _read(text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = None if mark is None else mark.line + 1
        reason = error.problem or error.context or "unreadable"
        return _refuse(line, f"this is no YAML: {reason}")
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        return _refuse(line, "this character cannot be in a house file")


def _refuse(line: int | None, sentence: str) -> LocatedYaml:
    return LocatedYaml(problems=[Problem(line=line, sentence=sentence)])


def _find_dangers(text: str, loader: _Loader) -> Iterator[Problem]:
    depth = 0
    documents = 0
    for event in yaml.parse(text, Loader=loader):
        line = 1 if event.start_mark is None else event.start_mark.line + 1
        depth += _depth_change(event)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if isinstance(event, yaml.AliasEvent):
            yield Problem(line=line, sentence=f"write out what *{event.anchor} stands for")
        elif isinstance(event, yaml.NodeEvent) and getattr(event, "tag", None):
            yield Problem(line=line, sentence="tags such as !this have no meaning here")
        if depth > _DEEPEST:
            yield Problem(line=line, sentence="this is nested too deep")
            return
        if documents > 1:
            yield Problem(line=line, sentence="a second document starts here: one file, one house")
            return


def _depth_change(event: yaml.Event) -> int:
    if isinstance(event, yaml.CollectionStartEvent):
        return 1
    return -1 if isinstance(event, yaml.CollectionEndEvent) else 0


def _read_node(node: yaml.Node, path: Path, found: LocatedYaml) -> Any:
    found.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _read_mapping(node, path, found)
    if isinstance(node, yaml.SequenceNode):
        return [_read_node(item, (*path, n), found) for n, item in enumerate(node.value)]
    return None if node.tag == _NULL_TAG else node.value


def _read_mapping(node: yaml.MappingNode, path: Path, found: LocatedYaml) -> Mapping[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
        if key in result:
            line = key_node.start_mark.line + 1
            sentence = f"'{key}' is already on line {found.line_of((*path, key))}"
            found.problems.append(Problem(line=line, sentence=sentence))
            continue
        found.lines[*path, key] = key_node.start_mark.line + 1
        result[key] = _read_node(value_node, (*path, key), found)
    return result
