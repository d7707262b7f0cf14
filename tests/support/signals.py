"""Signals in a house over real storage: case 7 of the demonstration, six youths and one place."""

from dataclasses import replace
from datetime import UTC, date, datetime

from domain.access import CaseState
from domain.contribution import DataCategory, PoliceArticle, PoliceSource
from domain.enquiry import EnquiryAnswer
from domain.identifiers import CaseId, MemberId, OrganisationId
from domain.referral import Identity
from domain.signal import (
    FINDING_SIGNS,
    LawfulnessTest,
    Signal,
    SignalAddressee,
    SignalHandedOver,
    SignalId,
    SignalSays,
    SignalStep,
    SignalSupplier,
    SignalText,
    SignalWay,
    find_signal_step,
)
from domain.weighing import FollowUp, ShortEffort
from services.contribution import contribute, open_to_contribute
from services.seen_case import SeenCase
from services.signal import (
    SignalForm,
    SignalView,
    form_signal_said,
    open_signal,
    open_to_signal,
    read_signal,
    record_handed_over,
    rewrite_signal,
    send_signal,
)
from services.signal_answer import (
    AskedView,
    SignalTasks,
    answer_signal,
    list_signals,
    open_signal_question,
    read_signal_question,
)
from services.signal_clock import look_at_signal
from services.signal_reading import SignalShown
from services.signal_to_write import look_at_signal_to_write
from tests.support.agenda_house import CARE
from tests.support.canaries import CANARY
from tests.support.contributions import TOLD
from tests.support.enquiries import ask, say
from tests.support.judging_house import ADVISE, REFERRAL, JudgingHouse
from tests.support.permits import weigh_seen

MONDAY = datetime(2026, 2, 9, 9, 0, tzinfo=UTC)
# ten working days later, and the two looks of the clock
UNTIL = date(2026, 2, 23)
REMINDER = datetime(2026, 2, 19, 7, 26, tzinfo=UTC)
DAY_AFTER = datetime(2026, 2, 24, 7, 26, tzinfo=UTC)
CODES = ("GS8-E24", "KX7-Q42", "RT6-C13", "WN4-J77", "FL5-Y90", "PD3-M18")
FINDING = (
    "Zes jongeren komen los van elkaar terecht op een plek: een woonvoorziening in Oeverdal. "
    "Overdag is er geen toezicht."
)
TESTED = LawfulnessTest(
    basis="Wgs 1.7, tweede lid", tested_on=date(2026, 2, 2), reference="RAC 2026-4"
)
INSTITUTION = SignalAddressee(
    name="Woonvoorziening Oeverdal", function="de directeur", address="Kade 12 in Oeverdal"
)
TO_INSTITUTION = SignalText(
    finding=FINDING, addressee=INSTITUTION, way=SignalWay.LETTER, lawfulness=TESTED
)
TO_HOUSING = SignalText(
    finding=FINDING,
    addressee=SignalAddressee(
        name="", function="de wijkbeheerder", organisation=OrganisationId("housing")
    ),
    way=SignalWay.TELEPHONE,
)


AS_SIGNAL = replace(
    ADVISE, follow_up=FollowUp(advice=f"Wij melden {CANARY} niet.", effort=ShortEffort.SIGNAL)
)


async def a_youth(
    house: JudgingHouse, code: str = "GS8-E24", referrer: str = "agent", number: int = 1
) -> CaseId:
    identity = Identity(name=f"Youri {CANARY} {code[:2]}", born_on=date(2009, 3, number))
    case = await house.keep_case(
        code,
        replace(REFERRAL, identity=identity),
        referrer,
        state=CaseState.PURPOSE_TESTED,
        promised_on=date(2026, 2, 23),
    )
    await house.seat_member(case, referrer)
    return case


async def care_knows(
    house: JudgingHouse, case: CaseId, category: DataCategory | None = None
) -> None:
    """Mental health care says that it knows somebody, and contributes something of a category."""
    (enquiry,) = await ask(house, SeenCase(id=case), CARE)
    await say(house, enquiry.id, EnquiryAnswer.KNOWN, who="nurse")
    if category:
        async with house.acting("nurse") as ctx:
            held = await open_to_contribute(ctx, case)
            source = PoliceSource(article=PoliceArticle.DAILY_TASK, source="Mutatie, mei.")
            police = source if category is DataCategory.POLICE else None
            await contribute(ctx, held, replace(TOLD, category=category, police=police))


async def weighed_as_signal(house: JudgingHouse, code: str = "GS8-E24") -> CaseId:
    """Sanne weighs what the police referred as a signal."""
    case = await a_youth(house, code)
    async with house.acting("sanne") as ctx:
        await weigh_seen(ctx, SeenCase(id=case), AS_SIGNAL)
    return case


async def to_write(house: JudgingHouse, who: str = "sanne") -> list[str]:
    """The codes of which a member reads that a signal has to be written."""
    return [one.code for one in (await tasks(house, who)).to_write]


async def look_at_promise(house: JudgingHouse, case: CaseId, at: datetime) -> None:
    """The timer of a signal that has to be written comes round at this moment."""
    house.now = at
    async with house.work() as moment:
        await look_at_signal_to_write(moment, case)


def form(*codes: str, text: SignalText = TO_INSTITUTION) -> SignalForm:
    return SignalForm(codes=codes or CODES[:1], text=text)


async def send(house: JudgingHouse, form: SignalForm, by: str = "iris") -> Signal:
    async with house.acting(by) as ctx:
        return await send_signal(ctx, await open_to_signal(ctx), form)


async def rewrite(house: JudgingHouse, signal: SignalId, form: SignalForm) -> Signal:
    async with house.acting("iris") as ctx:
        return await rewrite_signal(ctx, await open_signal(ctx, signal), form)


async def says(
    house: JudgingHouse,
    signal: SignalId,
    who: str,
    said: SignalSays = SignalSays.NO_OBJECTION,
    reason: str = "",
) -> None:
    async with house.acting(who) as ctx:
        question = await open_signal_question(ctx, signal)
        await answer_signal(ctx, question, form_signal_said(ctx, said, reason))


async def asked_view(house: JudgingHouse, signal: SignalId, who: str) -> AskedView:
    async with house.acting(who) as ctx:
        return await read_signal_question(ctx, await open_signal_question(ctx, signal))


async def view(house: JudgingHouse, signal: SignalId, who: str = "iris") -> SignalView:
    async with house.acting(who) as ctx:
        return await read_signal(ctx, await open_signal(ctx, signal))


async def tasks(house: JudgingHouse, who: str) -> SignalTasks:
    async with house.acting(who) as ctx:
        return await list_signals(ctx)


async def kept(house: JudgingHouse) -> list[Signal]:
    async with house.reading() as moment:
        return list(await moment.uow.signals.all())


async def step(house: JudgingHouse) -> SignalStep:
    (one,) = await kept(house)
    return find_signal_step(one, house.now.date())


async def hand_over(
    house: JudgingHouse,
    signal: SignalId,
    to: str = "de directeur",
    on: date | None = None,
    by: str = "sanne",
) -> Signal:
    async with house.acting(by) as ctx:
        opened = await open_signal(ctx, signal)
        return await record_handed_over(ctx, opened, SignalWay.LETTER, on or ctx.today, to)


async def look(house: JudgingHouse, signal: SignalId, at: datetime) -> None:
    house.now = at
    async with house.work() as moment:
        await look_at_signal(moment, signal)


HANDED = SignalHandedOver(
    way=SignalWay.MAIL, on=date(2026, 2, 9), to="de directeur", by=MemberId("petra")
)
SAID_OF_SIGNAL = SignalSupplier(
    organisation=OrganisationId("politie"),
    must_agree=True,
    says=SignalSays.OBJECTION,
    said_by=MemberId("piet"),
    said_at=MONDAY,
    reason=f"{CANARY} loopt gevaar.",
)


def a_signal(asked_at: datetime = MONDAY, writer: str = "ina") -> Signal:
    """A signal as it is kept; what is found is a canary."""
    return Signal(
        id=SignalId("9" * 32),
        writer=MemberId(writer),
        asked_at=asked_at,
        until_on=date(2027, 12, 1),
        ends_on=date(2027, 12, 31),
        text=replace(TO_INSTITUTION, finding=f"{CANARY}: op een plek valt iets op."),
        suppliers=(),
    )


def longest_signal(suppliers: int = 0) -> SignalShown:
    """The longest that can be typed of a signal, that so many suppliers object to."""
    long, text = "\u00eb" * 200, "\u00eb" * FINDING_SIGNS
    addressee = SignalAddressee(name=long, function=long, address=long)
    tested = LawfulnessTest(basis=long, tested_on=date(2026, 2, 2), reference=long)
    written = SignalText(finding=text, addressee=addressee, way=SignalWay.LETTER, lawfulness=tested)
    said = replace(SAID_OF_SIGNAL, reason="\u00eb" * 500)
    signal = replace(
        a_signal(),
        text=written,
        suppliers=tuple(
            replace(said, organisation=OrganisationId(f"organisation-{number}"))
            for number in range(suppliers)
        ),
    )
    return SignalShown(signal=signal, step=SignalStep.STOPPED)
