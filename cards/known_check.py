"""What was asked of another house or partnership, and what was shared: for coordinators, and in a
window only.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from cards.page import ShownView
from cards.plain import join_names
from cards.words import Text, Value
from domain.identifiers import MemberId, OrganisationId
from domain.known_check import KnownCheck, KnownCheckText
from services.known_check import SuppliedCategory

CHECK_KNOWN: Final = "known_check.open"


def show_known_checks(
    checks: Sequence[KnownCheck],
    name_member: Callable[[MemberId], str],
    name_of: Callable[[OrganisationId], str],
) -> tuple[ShownView, ...]:
    """Show who was asked outside, what they said and what was shared."""
    return tuple(
        ShownView(
            label=_tell_asked(one.told),
            lines=(
                *_tell_shared(one.told, name_of),
                Text(
                    "known_check.recorded_by",
                    {"name": name_member(one.recorded_by), "at": one.recorded_at},
                ),
            ),
        )
        for one in checks
    )


def _tell_asked(told: KnownCheckText) -> Text:
    said: dict[str, Value] = {"name": told.partner.name, "on": told.asked_on}
    return Text(f"known_check.said_{told.answer}", said)


def _tell_shared(
    told: KnownCheckText, name_of: Callable[[OrganisationId], str]
) -> Iterator[Text | str]:
    if not told.is_shared:
        yield Text("known_check.only_identity")
    for category in told.categories:
        yield Text(f"contribution.of_{category}")
    if told.agreed:
        yield Text("known_check.with_agreement", {"names": _names(told.agreed, name_of)})
    for matter in told.matters:
        yield Text(f"known_check.matter_{matter}")
    if told.named:
        yield Text("known_check.named", {"names": _names(told.named, name_of)})


def _names(
    organisations: Sequence[OrganisationId], name_of: Callable[[OrganisationId], str]
) -> str:
    return join_names(sorted(map(name_of, organisations)))


def show_supplied(
    supplied: Sequence[SuppliedCategory], name_of: Callable[[OrganisationId], str]
) -> tuple[ShownView, ...]:
    """Show whose agreement is needed, and for what of it."""
    if not supplied:
        return ()
    lines = tuple(
        Text(
            "known_check.supplied_by",
            {
                "organisation": name_of(one.organisation),
                "category": Text(f"contribution.of_{one.category}"),
            },
        )
        for one in supplied
    )
    return (ShownView(label=Text("known_check.supplied"), lines=lines),)
