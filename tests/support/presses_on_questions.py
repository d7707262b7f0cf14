"""Two presses on one question: an agreement to confirm, who may be named, a consult."""

from collections.abc import Awaitable, Callable

from dialogs.about import gone_since
from domain.audit import AuditEvent
from domain.confirmation import Confirmation, ConfirmationAnswer
from domain.consult import ConsultId, ConsultOverError, ConsultReply, SaidAs
from domain.identifiers import MemberId, NamingId
from domain.involved_answer import NamingAnswer
from services.confirmation import answer_confirmation, confirm_all, list_to_agree
from services.confirmation_noting import (
    ConfirmationsToNote,
    SaidByTelephone,
    note_confirmations,
    open_confirmations_to_note,
)
from services.consult import (
    OpenConsult,
    answer_consult,
    ask_consult,
    ask_on_consult,
    close_consult,
    list_own_consults,
    open_consult_to_answer,
    open_own_consult,
    refer_from_consult,
    take_on_consult,
)
from services.involved_answer import NamingLook, open_naming, say_naming, take_back_naming_answer
from services.moment import Context
from services.seen_case import SeenCase
from tests.support.agenda_house import HOUSING, POLICE
from tests.support.canaries import CANARY
from tests.support.enquiries import MONDAY, a_tested_case
from tests.support.involved_answers import asked_to_be_named, naming_of
from tests.support.involved_answers import says as say_named
from tests.support.judging_house import ADVISE, JudgingHouse
from tests.support.permits import weigh_seen
from tests.support.two_presses import DONE, Lead, Press, Scene, press, read_nothing


async def to_agree(house: JudgingHouse, *codes: str) -> list[Confirmation]:
    """The police are named as having agreed, in each of these cases."""
    house.now = MONDAY
    for code in codes or ("KX7-Q42",):
        seen = await a_tested_case(house, code)
        async with house.acting("sanne") as ctx:
            await weigh_seen(ctx, SeenCase(id=seen.id), ADVISE)
    async with house.reading() as moment:
        return list(await moment.uow.confirmations.asked_of(POLICE))


def confirms(one: Confirmation, answer: ConfirmationAnswer) -> Press:
    async def say(ctx: Context, _nothing: object) -> None:
        await answer_confirmation(ctx, one.id, one.version, answer)

    return press("agent", read_nothing, say)


async def confirms_all(house: JudgingHouse) -> Press:
    async with house.acting("agent") as ctx:
        mark = (await list_to_agree(ctx)).mark

    async def say(ctx: Context, _nothing: object) -> None:
        await confirm_all(ctx, mark)

    return press("agent", read_nothing, say)


def telephones(*asked: Confirmation) -> Press:
    """A process director notes that the police contradict all of it."""

    async def note(ctx: Context, held: ConfirmationsToNote) -> None:
        named = [one.id for one in asked]
        said = SaidByTelephone(
            said_by=MemberId("agent"), said_on=ctx.today, discussed=named, wrong=named
        )
        await note_confirmations(ctx, held, said)

    return press("daan", lambda ctx: open_confirmations_to_note(ctx, asked[0].id), note)


AGREED_OR_NOT = (AuditEvent.AGREEMENT_CONFIRMED, AuditEvent.AGREEMENT_CONTRADICTED)


async def confirmed_and_contradicted(house: JudgingHouse) -> Scene:
    """Of one member on two telephones the second reads what was said."""
    (asked,) = await to_agree(house)
    return Scene(
        one=confirms(asked, ConfirmationAnswer.CONFIRMED),
        other=confirms(asked, ConfirmationAnswer.CONTRADICTED),
        other_hears=DONE,
        one_hears=DONE,
        events=AGREED_OR_NOT,
        on_record=(1,),
    )


async def contradicted_by_telephone_while_it_is_confirmed(house: JudgingHouse) -> Scene:
    (asked,) = await to_agree(house)
    return Scene(
        one=confirms(asked, ConfirmationAnswer.CONFIRMED),
        other=telephones(asked),
        other_hears="confirmation.over",
        one_hears=DONE,
        events=AGREED_OR_NOT,
        on_record=(1,),
    )


async def all_at_once_while_it_telephones(house: JudgingHouse) -> Scene:
    asked = await to_agree(house, "KX7-Q42", "RT6-C13", "WN4-J77")
    return Scene(
        one=await confirms_all(house),
        other=telephones(*asked),
        other_hears="confirmation.over",
        one_hears=DONE,
        events=AGREED_OR_NOT,
        on_record=(3,),
    )


async def all_at_once_while_one_is_contradicted(house: JudgingHouse) -> Scene:
    asked = await to_agree(house, "KX7-Q42", "RT6-C13", "WN4-J77")
    return Scene(
        one=await confirms_all(house),
        other=confirms(asked[-1], ConfirmationAnswer.CONTRADICTED),
        other_hears=DONE,
        one_hears=DONE,
        events=AGREED_OR_NOT,
        on_record=(1, 3),
    )


async def yes_and_no_to_be_named(house: JudgingHouse) -> Scene:
    seen = await asked_to_be_named(house)
    naming = await naming_of(house, seen)
    return Scene(
        one=names(naming.id, NamingAnswer.MAY_BE_NAMED),
        other=names(naming.id, NamingAnswer.RATHER_NOT, "sanne"),
        other_hears="involved_answer.not_asked",
        one_hears="involved_answer.not_asked",
        events=(AuditEvent.NAMING_ANSWERED,),
    )


def names(naming: NamingId, answer: NamingAnswer, who: str = "agent") -> Press:
    async def say(ctx: Context, look: NamingLook) -> None:
        await say_naming(ctx, look, answer)

    return press(who, lambda ctx: open_naming(ctx, naming), say)


async def two_organisations_answer(house: JudgingHouse) -> Scene:
    seen = await asked_to_be_named(house)
    police, housing = [await naming_of(house, seen, one) for one in (POLICE, HOUSING)]
    return Scene(
        one=names(police.id, NamingAnswer.MAY_BE_NAMED),
        other=names(housing.id, NamingAnswer.MAY_BE_NAMED, "huib"),
        other_hears=DONE,
        one_hears=DONE,
        events=(AuditEvent.NAMING_ANSWERED,),
    )


async def taken_back_twice(house: JudgingHouse) -> Scene:
    seen = await asked_to_be_named(house)
    await say_named(house, seen, NamingAnswer.MAY_BE_NAMED)
    naming = await naming_of(house, seen)

    async def take_back(ctx: Context, _nothing: object) -> None:
        await take_back_naming_answer(ctx, naming.id, naming.version)

    both = press("agent", read_nothing, take_back)
    return Scene(
        one=both,
        other=both,
        other_hears=DONE,
        one_hears=DONE,
        events=(AuditEvent.NAMING_ANSWERED,),
        on_record=(1,),
    )


async def a_question(house: JudgingHouse) -> ConsultId:
    async with house.acting("agent") as ctx:
        await ask_consult(ctx, ConsultReply.WRITTEN, f"{CANARY}: kan dit?")
        return (await list_own_consults(ctx))[-1].id


def advises(consult: ConsultId, who: str) -> Press:
    """A coordinator read the first question only."""

    async def advise(ctx: Context, opened: OpenConsult) -> None:
        await answer_consult(ctx, opened, SaidAs.ANSWERED, "Ja.")

    async def read(ctx: Context) -> OpenConsult:
        with gone_since(ConsultOverError, is_read=True):
            return await open_consult_to_answer(ctx, consult, 1)

    return press(who, read, advise)


def goes_on_asking(
    consult: ConsultId, does: Callable[[Context, OpenConsult], Awaitable[object]]
) -> Press:
    return press("agent", lambda ctx: open_own_consult(ctx, consult), does)


async def ask_more(ctx: Context, opened: OpenConsult) -> None:
    await ask_on_consult(ctx, opened, "En dan?")


async def answered_twice(house: JudgingHouse) -> Scene:
    consult = await a_question(house)
    return Scene(
        one=advises(consult, "iris"),
        other=advises(consult, "sanne"),
        other_hears="consult.not_waiting",
        one_hears="consult.not_waiting",
        events=(AuditEvent.CONSULT_ANSWERED,),
    )


async def answered_while_more_is_asked(house: JudgingHouse) -> Scene:
    consult = await a_question(house)
    return Scene(
        one=advises(consult, "iris"),
        other=goes_on_asking(consult, ask_more),
        other_hears=DONE,
        one_hears=DONE,
        events=(AuditEvent.CONSULT_ANSWERED, AuditEvent.CONSULT_ASKED),
    )


async def answered_while_it_is_closed(house: JudgingHouse) -> Scene:
    consult = await a_question(house)
    return Scene(
        one=advises(consult, "iris"),
        other=goes_on_asking(consult, close_consult),
        other_hears=DONE,
        one_hears="consult.over",
        events=(AuditEvent.CONSULT_ANSWERED, AuditEvent.CONSULT_CLOSED),
    )


async def taken_on_twice(house: JudgingHouse) -> Scene:
    consult = await a_question(house)

    def takes(who: str) -> Press:
        return press(who, lambda ctx: open_consult_to_answer(ctx, consult), take_on_consult)

    return Scene(
        one=takes("iris"),
        other=takes("sanne"),
        other_hears="consult.taken",
        one_hears="consult.taken",
        events=(AuditEvent.CONSULT_TAKEN,),
    )


async def referred_twice(house: JudgingHouse) -> Scene:
    consult = await a_question(house)

    async def refer(ctx: Context, _nothing: object) -> None:
        await refer_from_consult(ctx, consult)

    both = press("agent", read_nothing, refer)
    return Scene(
        one=both,
        other=both,
        other_hears="error.not_for_you",
        one_hears="error.not_for_you",
        events=(AuditEvent.CONSULT_REFERRED,),
    )


SCENES: tuple[Lead, ...] = (
    confirmed_and_contradicted,
    contradicted_by_telephone_while_it_is_confirmed,
    all_at_once_while_it_telephones,
    all_at_once_while_one_is_contradicted,
    yes_and_no_to_be_named,
    two_organisations_answer,
    taken_back_twice,
    answered_twice,
    answered_while_more_is_asked,
    answered_while_it_is_closed,
    taken_on_twice,
    referred_twice,
)
