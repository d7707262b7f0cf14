from dataclasses import replace

import pytest

from domain.access import Action, CaseState
from domain.acute_invitation import InvitationOverError, end_invitation
from domain.identifiers import CaseCode, MemberId, SessionId
from services.access import WrongPermitError, require_case
from services.acute.permits import (
    SessionPermit,
    check_director,
    open_own_invitation,
    open_to_close,
)
from services.acute.report import KnownCase
from services.acute.session import close_session
from tests.support.acute_house import CODE, REPORT, AcuteFiles
from tests.support.permits import report_now


async def test_a_session_is_of_the_case_that_its_permit_is_for(
    acute_files: AcuteFiles, socket_enabled: None
):
    async with acute_files.fresh() as house:
        other = await house.add_case(CaseCode("AB1-C23"))
        await house.add_case()
        async with house.acting("wim") as ctx:
            session = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
        async with house.acting("dirk") as ctx:
            held = await require_case(ctx, Action.CLOSE_SESSION, await ctx.uow.cases.get(other))
            running = await open_to_close(ctx, session)
            with pytest.raises(WrongPermitError):
                SessionPermit(permit=held, session=running.session)
            with pytest.raises(WrongPermitError):
                check_director(ctx, running.permit)
            seen = await require_case(ctx, Action.VIEW_CASE, running.case)
            with pytest.raises(WrongPermitError):
                await close_session(ctx, replace(running, permit=seen), [])


async def test_an_invitation_is_to_the_session_and_about_the_case_that_its_permit_is_for(
    acute_files: AcuteFiles, socket_enabled: None
):
    async with acute_files.fresh() as house:
        await house.add_case(CODE, CaseState.TAKEN_UP, "piet")
        other = await house.add_case(CaseCode("AB1-C23"))
        async with house.acting("wim") as ctx:
            session = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
        await house.convene(session)
        mine = await house.invitation(session, "piet")
        async with house.acting("piet") as ctx:
            asked = await open_own_invitation(ctx, mine.id)
            asked.check_own(ctx)
            for changes in (
                {"invitation": replace(mine, session=SessionId("other"))},
                {"invitation": replace(mine, case=other)},
                {"session": replace(asked.session, case=other)},
            ):
                with pytest.raises(WrongPermitError):
                    replace(asked, **changes)
            theirs = replace(asked, invitation=replace(mine, member=MemberId("olga")))
            for permit, turn in ((theirs, ctx), (asked, replace(ctx))):
                with pytest.raises(WrongPermitError):
                    permit.check_own(turn)
        async with house.work() as moment:
            await moment.uow.sessions.save_invitation(end_invitation(mine))
        async with house.acting("piet") as ctx:
            with pytest.raises(InvitationOverError):
                await open_own_invitation(ctx, mine.id)
