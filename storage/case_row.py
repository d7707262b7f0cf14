"""A case as one row of its table, and back."""

from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import Row

from domain.access import CaseState
from domain.case import Case
from domain.colour import StandingColour
from domain.identifiers import MemberId
from domain.rotation import Rotation
from domain.stoplight import Colour

# what colour_rank says: the order of the list, in which a case without a colour comes first
COLOURS: Final = (None, *Colour)
_COPIED: Final = (
    "id",
    "code",
    "version",
    "referrer",
    "referring_organisation",
    "received_at",
    "promised_on",
    "changed_by",
    "changed_at",
    "case_director",
    "meeting_kind",
    "paused_until",
    "prioritised_on",
    "extended_to",
    "reduced_on",
)


def write_case(case: Case) -> dict[str, Any]:
    """Write one case; its id, code and all else that is not sealed."""
    standing = case.colour
    return (
        {name: getattr(case, name) for name in _COPIED}
        | asdict(case.rotation)
        | {
            "state": case.state,
            "colour_rank": COLOURS.index(standing and standing.colour),
            "call_rank": case.rotation.call_rank,
            "colour_minutes": standing and standing.minutes,
            "colour_required": standing and list(standing.required),
            "colour_set_by": standing and standing.set_by,
            "colour_set_at": standing and standing.set_at,
            "next_review_on": standing and standing.next_review_on,
        }
    )


def read_case(row: Row[Any]) -> Case:
    """Read one case."""
    copied: dict[str, Any] = {name: getattr(row, name) for name in _COPIED}
    return Case(
        **copied, state=CaseState(row.state), colour=_standing(row), rotation=_rotation(row)
    )


def _rotation(row: Row[Any]) -> Rotation:
    return Rotation(
        carried_forward_on=row.carried_forward_on,
        asked_for_on=row.asked_for_on,
        discussed_on=row.discussed_on,
    )


def _standing(row: Row[Any]) -> StandingColour | None:
    colour = COLOURS[row.colour_rank]
    if colour is None:
        return None
    return StandingColour(
        colour=colour,
        minutes=row.colour_minutes,
        required=tuple(row.colour_required),
        set_by=MemberId(row.colour_set_by),
        set_at=row.colour_set_at,
        next_review_on=row.next_review_on,
    )
