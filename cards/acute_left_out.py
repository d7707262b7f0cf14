"""Who is not asked to an acute session and why, and what a third party may be told: for its process
director, in a window.
"""

from collections.abc import Mapping, Sequence

from cards.page import ShownView
from cards.words import Text
from domain.acute_circle import CircleDecision, Removal, Statement
from domain.acute_left_out import NotProposed, WhyNotProposed
from domain.identifiers import OrganisationId

_Names = Mapping[OrganisationId, str]


def show_not_proposed(not_proposed: Sequence[NotProposed], names: _Names) -> tuple[ShownView, ...]:
    """Show which partners are not proposed, those with the same reason together."""
    lines = [
        Text(
            f"acute_circle.not_proposed_{why}",
            {"organisations": ", ".join(sorted(names[one.organisation] for one in found))},
        )
        for why in WhyNotProposed
        if (found := [one for one in not_proposed if one.why is why])
    ]
    label = Text("acute_circle.not_proposed")
    return (ShownView(label=label, lines=tuple(lines)),) if lines else ()


def show_circle(circle: CircleDecision, names: _Names) -> tuple[ShownView, ...]:
    """Show what a third party may be told, who was taken away, and who was never proposed."""
    return (
        *(
            _show_statement(names[one.organisation], one.statement)
            for one in circle.additions
            if one.statement
        ),
        *(_show_removal(names[one.organisation], one) for one in circle.removals),
        *show_not_proposed(circle.not_proposed, names),
    )


def _show_statement(organisation: str, signed: Statement) -> ShownView:
    line = Text("acute.signed_line", {"on": signed.signed_on, "name": signed.signed_by})
    label = Text("acute.may_tell_to", {"organisation": organisation})
    return ShownView(label=label, lines=(signed.may_tell, line))


def _show_removal(organisation: str, removal: Removal) -> ShownView:
    label = Text("acute_circle.removed", {"organisation": organisation})
    note = (removal.note,) if removal.note else ()
    return ShownView(label=label, lines=(Text(f"acute.removal_{removal.reason}"), *note))
