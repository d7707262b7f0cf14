"""What a person does with a message on the screen: read it, fill it in, find its buttons."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


class MissingError(AssertionError):
    """Something that people should see, choose or press is not there."""


@dataclass
class Seen:
    """A message as it is on somebody's screen now."""

    id: str
    conversation: str
    activity: dict[str, Any]

    @property
    def card(self) -> dict[str, Any]:
        """The card of the message; empty when it has none."""
        attachments = self.activity.get("attachments") or []
        return dict(attachments[0]["content"]) if attachments else {}

    @property
    def lines(self) -> list[str]:
        """Everything to read, from top to bottom, without the buttons."""
        text = self.activity.get("text") or ""
        return [*([text] if text else []), *_lines(self.card.get("body", []))]

    @property
    def words(self) -> str:
        """Everything to read as one text."""
        return "\n".join(self.lines)

    @property
    def buttons(self) -> dict[str, dict[str, Any]]:
        """Every button by its title; of two with one title the first."""
        found = [part for part in _parts(self.card) if _kind(part).startswith("Action.")]
        return {b["title"]: b for b in found} | {b["title"]: b for b in reversed(found)}

    def shows(self, *words: str) -> bool:
        """Tell whether all of this can be read."""
        return all(word in self.words for word in words)


def press(seen: Seen, title: str, answers: Mapping[str, str]) -> dict[str, Any]:
    """Press a button with the questions above it answered: the action as Teams sends it."""
    button = next((b for t, b in seen.buttons.items() if t.startswith(title)), None)
    if button is None:
        raise MissingError(f"no button {title!r} among {list(seen.buttons)} on:\n{seen.words}")
    given = _starting_values(seen.card) if button.get("associatedInputs") != "none" else {}
    given |= dict(_choose(seen, label, answer) for label, answer in answers.items())
    data = {**button["data"], **{name: value for name, value in given.items() if value}}
    return {"type": "Action.Execute", "verb": button.get("verb", ""), "data": data}


def replaced(seen: Seen, answer: Mapping[str, Any]) -> Seen:
    """What is on the screen after Teams got this answer to a press."""
    kind, value = str(answer.get("type", "")), answer.get("value")
    if kind.endswith("card.adaptive"):
        seen.activity = {"attachments": [{"content": value}]}
        return seen
    return Seen(id="", conversation=seen.conversation, activity={"text": str(value or "")})


def _choose(seen: Seen, label: str, answer: str) -> tuple[str, str]:
    questions = [part for part in _parts(seen.card) if _kind(part).startswith("Input.")]
    fitting = [question for question in questions if question["label"].startswith(label)]
    if not fitting:
        labels = [question["label"] for question in questions]
        raise MissingError(f"no question {label!r} among {labels} on:\n{seen.words}")
    return fitting[0]["id"], _value(fitting[0], answer)


def _value(question: Mapping[str, Any], answer: str) -> str:
    if "choices" not in question:
        return answer
    titles = {choice["title"]: choice["value"] for choice in question["choices"]}
    try:
        return ",".join(_find(titles, one) for one in answer.split(" + "))
    except KeyError as error:
        raise MissingError(f"no choice {error} among {list(titles)}") from None


def _find(titles: Mapping[str, str], wanted: str) -> str:
    found = [value for title, value in titles.items() if wanted in title]
    if not found:
        raise KeyError(wanted)
    return found[0]


def _starting_values(card: Mapping[str, Any]) -> dict[str, str]:
    inputs = [part for part in _parts(card) if _kind(part).startswith("Input.")]
    return {part["id"]: str(part.get("value", "")) for part in inputs}


def _lines(parts: Any) -> list[str]:
    return [line for part in _parts(parts) for line in (_line(part), *_choices(part)) if line]


def _line(part: Mapping[str, Any]) -> str:
    kind = _kind(part)
    if not kind and "title" in part:
        return f"{part['title']}: {part['value']}"  # a fact
    if kind.startswith("Action."):
        return ""
    return str(part.get("text") or part.get("label") or "")


def _choices(part: Mapping[str, Any]) -> list[str]:
    """The lines of a list of which one is chosen; a folded list shows none."""
    if part.get("style") != "expanded":
        return []
    return [f"( ) {choice['title']}" for choice in part.get("choices", ())]


def _parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of a card, from top to bottom."""
    if isinstance(value, list):
        for item in value:
            yield from _parts(item)
    if isinstance(value, dict):
        yield value
        for name, inner in value.items():
            if name not in {"fallback", "choices"}:
                yield from _parts(inner)


def _kind(part: Mapping[str, Any]) -> str:
    return str(part.get("type", ""))
