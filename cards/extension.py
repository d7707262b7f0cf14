"""Until when a case is kept, and how it was kept longer before."""

from cards.page import ShownView
from cards.words import Text
from domain.extension import Extension
from domain.retention import RetentionEnd


def show_extension(end: RetentionEnd, before: Extension | None) -> tuple[ShownView, ...]:
    """Show when a case goes, and why it was kept longer the last time."""
    now = ShownView(label=Text("extension.goes_on", {"on": end.goes_on}), lines=())
    if before is None:
        return (now,)
    label = Text("extension.before", {"on": before.signed.on})
    return (now, ShownView(label=label, lines=(before.form.reason,)))
