"""That a case may be about the same person as others: their codes and phases, for who judges."""

from collections.abc import Sequence

from cards.page import ShownView
from cards.words import Text
from services.same_person import AlikeCase


def show_alike(alike: Sequence[AlikeCase]) -> tuple[ShownView, ...]:
    """Show which other cases may be about the same person; nothing when there is none."""
    lines = tuple(
        Text("same_person.alike", {"code": one.code, "phase": Text(f"case_state.{one.state}")})
        for one in alike
    )
    hint = Text("same_person.compare")
    act = Text("same_person.what_then")
    return (ShownView(label=Text("same_person.title"), lines=(*lines, hint, act)),) if lines else ()
