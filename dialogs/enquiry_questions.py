"""The questions whom to ask about somebody and why: of one case, or of several of a group."""

from datetime import date
from typing import Final

from cards.page import FieldKind
from cards.words import Text
from dialogs.answers import text_of
from dialogs.pages import STORY, ChoicesOf, Field, Given_contra, Problems
from domain.draft import Answers
from domain.enquiry import PartnerToAsk
from domain.identifiers import OrganisationId

# more are asked by asking again: nobody asks "all"
_PARTNERS_AT_ONCE: Final = 4


def ask_whom_and_why(offer: ChoicesOf[Given_contra]) -> tuple[Field[Given_contra], ...]:
    """Ask for a few partners, each with a reason."""
    return tuple(
        field for number in range(1, _PARTNERS_AT_ONCE + 1) for field in _ask_for_one(number, offer)
    )


def _ask_for_one(
    number: int, offer: ChoicesOf[Given_contra]
) -> tuple[Field[Given_contra], Field[Given_contra]]:
    is_first = number == 1
    return (
        Field(
            id=f"partner_{number}",
            kind=FieldKind.CHOICE,
            label="enquiry.partner",
            is_required=is_first,
            needed_when="" if is_first else "enquiry.needed_with_reason",
            choices_of=offer,
        ),
        Field(
            id=f"why_{number}",
            kind=FieldKind.LONG_TEXT,
            label="enquiry.why",
            is_required=is_first,
            needed_when="" if is_first else "enquiry.needed_with_partner",
            max_length=300,
            watches=STORY,
        ),
    )


def read_wishes(answers: Answers) -> list[PartnerToAsk]:
    """Read whom to ask, each for a reason."""
    named = [
        (text_of(answers, f"partner_{one}"), text_of(answers, f"why_{one}"))
        for one in range(1, _PARTNERS_AT_ONCE + 1)
    ]
    return [PartnerToAsk(organisation=OrganisationId(one), why=why) for one, why in named if one]


def check_asking(answers: Answers, _today: date) -> Problems:
    """Find a partner without a reason, a reason without a partner, and a partner named twice."""
    problems, seen = dict[str, Text](), set[str]()
    for one in range(1, _PARTNERS_AT_ONCE + 1):
        partner, why = text_of(answers, f"partner_{one}"), text_of(answers, f"why_{one}")
        if partner and not why.strip():
            problems[f"why_{one}"] = Text("enquiry.no_reason")
        if why.strip() and not partner:
            problems[f"partner_{one}"] = Text("enquiry.no_partner")
        if partner in seen:
            problems[f"partner_{one}"] = Text("enquiry.twice")
        seen |= {partner} if partner else set()
    return problems
