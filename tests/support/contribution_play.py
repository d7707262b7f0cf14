"""A history of what is contributed to a case, by chance, and who may have which text of it: said
once more, in other words than those of the decision.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from domain.access import Ground
from domain.contribution import Conditions, Contribution, MeantFor
from domain.identifiers import CaseId, ContributionId, MarkId, MemberId, OrganisationId
from domain.incorrect import MarkWords, StatementPart
from services.moment import Moment
from tests.support.canaries import CANARY
from tests.support.contributions import a_contribution, under
from tests.support.house import OpenHouse
from tests.support.incorrect_marks import a_mark

COORDINATING: Final = frozenset({Ground.PROCESS_DIRECTOR, Ground.INFORMATION_COORDINATOR})
_SPEAKS: Final = frozenset({Ground.CIRCLE, Ground.REFERRER})
_STEPS: Final = ("tell", "tell", "tell again", "tell again", "withdraw", "mark", "wait")


@dataclass
class ContributionPlay:
    """What was contributed to a case so far, version after version."""

    house: OpenHouse
    case: CaseId
    chance: Random
    suppliers: tuple[OrganisationId, ...]
    longest_wait: timedelta = timedelta(minutes=3)
    told: dict[ContributionId, list[Contribution]] = field(default_factory=dict)
    gone: set[ContributionId] = field(default_factory=set)
    number: int = 0

    async def play(self, steps: int) -> None:
        """Take so many steps."""
        for _ in range(steps):
            step = self.chance.choice(_STEPS)
            async with self.house.work() as moment:
                await self._step(moment, step)

    async def _step(self, moment: Moment, step: str) -> None:
        there = sorted(set(self.told) - self.gone)
        if step == "wait":
            self.house.now += self.chance.random() * self.longest_wait
        elif step == "tell" or not there:
            known_as = ContributionId(f"told-{len(self.told)}")
            supplier = self.chance.choice(self.suppliers)
            await self._tell(moment, known_as, supplier)
        elif step == "tell again":
            known_as = self.chance.choice(there)
            await self._tell(moment, known_as, self.told[known_as][0].organisation)
        elif step == "withdraw":
            await self._withdraw(moment, self.chance.choice(there))
        else:
            await self._mark(moment, self.chance.choice(there))

    async def _tell(
        self, moment: Moment, known_as: ContributionId, supplier: OrganisationId
    ) -> None:
        self.number += 1
        self.house.now += timedelta(seconds=1)
        versions = self.told.setdefault(known_as, [])
        said = under(self._conditions(moment.today), f"{CANARY}-{self.number}.")
        version = a_contribution(
            self.case,
            moment.now,
            id=known_as,
            number=len(versions) + 1,
            organisation=supplier,
            text=said,
        )
        await moment.uow.contributions.add(version)
        versions.append(version)

    def _conditions(self, today: date) -> Conditions:
        chance = self.chance
        until_on = today + timedelta(days=chance.choice((-1, 0, 1, 3)))
        named = chance.sample(self.suppliers, chance.randint(0, len(self.suppliers)))
        return Conditions(
            meant_for=chance.choice(list(MeantFor)),
            organisations=frozenset(named),
            is_oral=chance.random() < 0.25,
            stays_here=chance.random() < 0.25,
            until_on=until_on if chance.random() < 0.5 else None,
            is_unnamed=chance.random() < 0.5,
        )

    async def _withdraw(self, moment: Moment, known_as: ContributionId) -> None:
        newest = self.told[known_as][-1]
        gone = a_contribution(
            self.case,
            newest.written_at,
            id=known_as,
            number=newest.number,
            text=None,
            withdrawn_by=MemberId("sanne"),
            withdrawn_at=moment.now,
        )
        await moment.uow.contributions.withdraw(gone)
        self.gone.add(known_as)

    async def _mark(self, moment: Moment, known_as: ContributionId) -> None:
        self.number += 1
        mark = replace(
            a_mark(self.case, moment.now),
            id=MarkId(f"mark-{self.number}"),
            part=StatementPart.CONTRIBUTION,
            subject=known_as,
        )
        await moment.uow.incorrect_marks.add(mark, MarkWords(what="Dat klopt niet."))

    def may_read(self, ground: Ground, organisation: OrganisationId) -> set[str]:
        """The texts that somebody may have in a window."""
        return {
            said
            for versions in self._there()
            for said, before in zip(_said(versions), versions, strict=True)
            if self._holds(versions[-1], ground, organisation)
            if self._holds(before, ground, organisation)
        }

    def may_take_along(self, ground: Ground, organisation: OrganisationId) -> set[str]:
        """The texts that somebody may have in a file."""
        return self.may_read(ground, organisation) & self._free(onto_paper=False)

    def may_print(self) -> set[str]:
        """The texts that may lie on the table before everybody, by who coordinates."""
        everybody = self.may_read(Ground.PROCESS_DIRECTOR, OrganisationId("none"))
        return everybody & self._free(onto_paper=True)

    def all_said(self) -> set[str]:
        """Whatever was ever said."""
        return {said for versions in self.told.values() for said in _said(versions)}

    def newest(self) -> set[str]:
        """What coordinators read as it is now."""
        return {_said(one)[-1] for one in self._there() if not _is_over(one[-1], self.today)}

    @property
    def today(self) -> date:
        """The day it is in the house."""
        return self.house.now.astimezone(ZoneInfo(self.house.house.time_zone)).date()

    def _there(self) -> list[list[Contribution]]:
        return [versions for known_as, versions in self.told.items() if known_as not in self.gone]

    def _holds(self, one: Contribution, ground: Ground, organisation: OrganisationId) -> bool:
        asked = _conditions_of(one)
        if _is_over(one, self.today):
            return False
        if ground in COORDINATING or (ground in _SPEAKS and organisation == one.organisation):
            return True
        if ground not in {Ground.CIRCLE, Ground.NOTE_TAKER} or asked.is_oral:
            return False
        if asked.meant_for is MeantFor.INVOLVED:
            return True
        is_named = ground is Ground.CIRCLE and organisation in asked.organisations
        return asked.meant_for is MeantFor.ORGANISATIONS and is_named

    def _free(self, *, onto_paper: bool) -> set[str]:
        return {
            _said([one])[0]
            for versions in self._there()
            for one in versions
            if not (_conditions_of(one).stays_here or _conditions_of(one).is_oral)
            if not onto_paper or _conditions_of(one).meant_for is MeantFor.INVOLVED
        }


def play_by_chance(
    house: OpenHouse, case: CaseId, seed: int, *suppliers: OrganisationId
) -> ContributionPlay:
    """Begin a history of a case, supplied to by these and by one that nobody here speaks for."""
    chance = Random(seed)  # noqa: S311 - a history, not a secret
    return ContributionPlay(house, case, chance, (*suppliers, OrganisationId("probation")))


def _said(versions: list[Contribution]) -> list[str]:
    return [one.text.said for one in versions if one.text]


def _conditions_of(one: Contribution) -> Conditions:
    assert one.text
    return one.text.conditions


def _is_over(one: Contribution, today: date) -> bool:
    until_on = _conditions_of(one).until_on
    return until_on is not None and until_on < today
