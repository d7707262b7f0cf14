"""From rows to members and organisations."""

from collections.abc import Sequence

from sqlalchemy.engine import RowMapping

from domain.member import Appointment, Language, Member, Organisation, OrganisationType, Role


def read_member(row: RowMapping, appointments: Sequence[RowMapping]) -> Member:
    """Make a member of a row and the rows of its appointments."""
    held = tuple(
        Appointment(role=Role(one["role"]), from_on=one["from_on"], until_on=one["until_on"])
        for one in appointments
    )
    return Member(**{**row, "language": Language(row["language"]), "appointments": held})


def read_organisation(row: RowMapping, tags: Sequence[str]) -> Organisation:
    """Make an organisation of a row and its tags."""
    values = {name: value for name, value in row.items() if name != "ended_on"}
    kind = OrganisationType(row["type"])
    return Organisation(**{**values, "type": kind}, domain_tags=frozenset(tags))
