"""From rows to members and organisations."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy.engine import RowMapping

from domain.member import Appointment, Language, Member, Organisation, OrganisationType, Role

_OF_AN_APPOINTMENT: Final = frozenset({"role", "from_on", "until_on"})


def read_member(rows: Sequence[RowMapping]) -> Member:
    """Make a member of its row, which comes once with each appointment, or once without any."""
    held = tuple(
        Appointment(role=Role(one["role"]), from_on=one["from_on"], until_on=one["until_on"])
        for one in rows
        if one["role"] is not None
    )
    own = {name: value for name, value in rows[0].items() if name not in _OF_AN_APPOINTMENT}
    return Member(**{**own, "language": Language(own["language"]), "appointments": held})


def read_organisation(row: RowMapping, tags: Sequence[str]) -> Organisation:
    """Make an organisation of a row and its tags."""
    kind = OrganisationType(row["type"])
    return Organisation(**{**row, "type": kind}, domain_tags=frozenset(tags))
