"""What may be shown of agreements per organisation: no person can be seen in it or reckoned."""

from domain.action_counts import (
    FEWEST_OWNERS,
    ActionCounts,
    OrganisationActions,
    ShownActions,
    hide_small,
)
from domain.identifiers import OrganisationId


def counted(**owners: int) -> list[OrganisationActions]:
    """Organisations with so many owners, each of whom did one thing and left one open."""
    return [
        OrganisationActions(
            organisation=OrganisationId(name),
            counts=ActionCounts(done=number, open=number, owners=number),
        )
        for name, number in owners.items()
    ]


def names(shown: ShownActions) -> list[str]:
    return [one.organisation for one in shown.named]


def test_an_organisation_is_named_when_three_people_or_more_stand_behind_its_counts():
    shown = hide_small(counted(police=3, city=4))
    assert (names(shown), shown.others) == (["city", "police"], None)
    assert shown.all == ActionCounts(done=7, open=7, owners=7)


def test_organisations_with_fewer_people_are_counted_together():
    shown = hide_small(counted(police=5, care=2, city=1))
    assert names(shown) == ["police"]
    assert shown.others == ActionCounts(done=3, open=3, owners=3)


def test_one_small_organisation_hides_behind_the_next_smallest():
    shown = hide_small(counted(police=5, care=2, city=4))
    assert names(shown) == ["police"]
    assert shown.others == ActionCounts(done=6, open=6, owners=6)


def test_two_that_are_too_few_together_hide_behind_a_third():
    shown = hide_small(counted(police=5, care=1, city=1, housing=3))
    assert names(shown) == ["police"]
    assert shown.others is not None
    assert shown.others.owners == FEWEST_OWNERS + 2


def test_what_is_not_named_cannot_be_reckoned_from_the_whole():
    for owners in ({"a": 1, "b": 3}, {"a": 2, "b": 7, "c": 9}, {"a": 1, "b": 1, "c": 9, "d": 4}):
        shown = hide_small(counted(**owners))
        hidden = owners.keys() - set(names(shown))
        assert len(hidden) != 1
        rest = sum(owners[one] for one in hidden)
        assert rest == 0 or rest >= FEWEST_OWNERS


def test_of_fewer_than_three_people_nothing_is_shown():
    assert hide_small(counted(police=1, city=1)) == ShownActions(all=None)
    assert hide_small([]) == ShownActions(all=None)
