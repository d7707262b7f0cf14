"""What every bot answers: the cards ours gave, so that all of them send the same."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

JSON = dict[str, Any]
PRESS = "press"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The message for each first word, and after a press; and the card a press is answered with."""

    messages: dict[str, JSON]
    card: JSON

    @classmethod
    def read(cls, file: Path) -> "Answers":
        """As they were written."""
        return cls(**json.loads(file.read_text(encoding="utf-8")))

    def write(self, file: Path) -> None:
        """For the other bots."""
        text = json.dumps({"messages": self.messages, "card": self.card})
        file.write_text(text, encoding="utf-8")

    def message(self, text: str | None) -> JSON:
        """The message that answers these words, or a press without words."""
        return self.messages[text.partition(" ")[0] if text else PRESS]
