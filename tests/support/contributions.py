"""What partners contribute in tests."""

from dataclasses import replace
from datetime import UTC, date, datetime

from domain.contribution import (
    Conditions,
    Contribution,
    ContributionGround,
    ContributionKind,
    ContributionText,
    DataCategory,
    MeantFor,
    PoliceArticle,
    PoliceSource,
)
from domain.contribution_access import (
    ContributionAccess,
    ContributionReason,
    ContributionShown,
    ShownContribution,
)
from domain.identifiers import CaseId, ContributionId, MemberId, OrganisationId
from domain.incorrect import MarkState, MarkWords, StatementPart, ToldMark
from domain.referral import Criterion
from services.contribution import (
    contribute,
    list_withdrawable,
    open_contributions,
    open_to_contribute,
    withdraw_contribution,
)
from services.contribution_reading import ContributionView
from services.moment import Context
from tests.support.canaries import CANARY
from tests.support.incorrect_marks import a_mark

SAID = f"{CANARY} slaapt in zijn auto."
TOLD = ContributionText(
    kind=ContributionKind.FACT,
    category=DataCategory.HOUSING,
    said=SAID,
    ground=ContributionGround.CONSENT,
)


def under(conditions: Conditions, said: str = SAID) -> ContributionText:
    """The same, under conditions."""
    return replace(TOLD, said=said, conditions=conditions)


def a_contribution(case: CaseId, written_at: datetime, **changes: object) -> Contribution:
    """What the mental health care of the pretend house contributed."""
    told = Contribution(
        id=ContributionId("8" * 32),
        case=case,
        number=1,
        organisation=OrganisationId("ggz"),
        member=MemberId("gijs"),
        written_at=written_at,
        text=TOLD,
    )
    return replace(told, **changes)


STRICT = Conditions(
    meant_for=MeantFor.ORGANISATIONS,
    organisations=frozenset(OrganisationId(one) for one in ("politie", "gemeente", "wijkteam")),
    is_oral=True,
    stays_here=True,
    until_on=date(2026, 12, 31),
    is_unnamed=True,
)


LONGEST = PoliceSource(article=PoliceArticle.SUPPORT, source="ë" * 100)


def long_contributions(case: CaseId, written_at: datetime, many: int) -> list[Contribution]:
    """The longest that can be typed, each under every condition and about one of the criteria."""
    found = list[Contribution]()
    for number in range(many):
        criterion = (None, *Criterion)[number % (len(Criterion) + 1)]
        told = replace(under(STRICT, "ë" * 1000), category=DataCategory.POLICE, police=LONGEST)
        text = replace(told, criterion=criterion)
        known_as = ContributionId(f"long-{number}")
        found.append(a_contribution(case, written_at, id=known_as, text=text))
    return found


def a_contribution_view(
    said: str = SAID,
    marked: str = "",
    conditions: Conditions = STRICT,
    criterion: Criterion | None = Criterion.HARM,
) -> ContributionView:
    """A contribution as a coordinator reads it, called incorrect when ``marked`` says why."""
    at = datetime(2026, 2, 9, 9, 0, tzinfo=UTC)
    text = replace(
        under(conditions, said),
        category=DataCategory.POLICE,
        criterion=criterion,
        police=PoliceSource(article=PoliceArticle.DAILY_TASK, source="Mutatie, mei."),
    )
    told = a_contribution(CaseId("case-1"), at, text=text)
    access = ContributionAccess(shown=ContributionShown.TEXT, reason=ContributionReason.COORDINATES)
    mark = replace(
        a_mark(told.case, at),
        part=StatementPart.CONTRIBUTION,
        subject=told.id,
        state=MarkState.STANDS,
        answered_at=at,
    )
    words = MarkWords(what=marked, answer=marked)
    return ContributionView(
        shown=ShownContribution(contribution=told, access=access),
        marks=(ToldMark(mark=mark, words=words),) if marked else (),
        names={OrganisationId("ggz"): "GGZ Rivierstad"},
    )


async def contribute_or_withdraw(
    ctx: Context, case: CaseId, chance: int, *, withdraws: bool
) -> None:
    """Withdraw what the own organisation contributed; else contribute, to all who are involved or
    to coordinators only.
    """
    permit = await open_contributions(ctx, case)
    own = await list_withdrawable(ctx, permit)
    if own and withdraws:
        await withdraw_contribution(ctx, permit, own[0].id)
        return
    meant_for = MeantFor.COORDINATORS if chance == 1 else MeantFor.INVOLVED
    held = await open_to_contribute(ctx, case)
    await contribute(ctx, held, under(Conditions(meant_for=meant_for)))
