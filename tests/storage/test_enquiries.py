"""Whom a case was asked about is kept, why is sealed, and it gives access until a no."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from domain.access import Involvement
from domain.enquiry import DisclosureGround, Enquiry, EnquiryAnswer, EnquiryEnd
from domain.errors import ConflictError, NotFoundError
from domain.identifiers import CaseId, EnquiryId, MemberId, OrganisationId
from domain.member import Organisation, OrganisationType, Role
from storage.cases import CaseRows
from storage.crypto import HouseKeys
from storage.enquiries import EnquiryRows
from storage.fields import Fields
from storage.key_store import KeyDestroyedError, KeyStore
from storage.people import PeopleRows, RememberedPeople
from storage.transaction import Transaction
from tests.support.agenda_house import POLICE, a_member
from tests.support.canaries import CANARY
from tests.support.cases import a_case
from tests.support.databases import Database
from tests.support.enquiries import an_enquiry
from tests.support.referrals import REFERRAL

AGENT = MemberId("agent")
DAY = timedelta(days=1)


@dataclass
class Kept:
    rows: EnquiryRows
    cases: CaseRows
    case: CaseId

    def asked(self, **changes: object) -> Enquiry:
        police = {"organisation": POLICE, "member": AGENT}
        return an_enquiry(**({"case": self.case} | police | changes))

    async def involvement(self) -> Involvement:
        return await self.cases.involvement(self.case, AGENT)


@pytest.fixture
async def kept(database: Database, key_store: KeyStore) -> AsyncIterator[Kept]:
    async with database.engine.begin() as connection:
        fields, turn = Fields(HouseKeys.make(), key_store), Transaction(connection)
        cases = CaseRows(turn, fields)
        case = replace(a_case(), id=await cases.reserve(), referrer=MemberId("nurse"))
        await cases.add(case, REFERRAL)
        people = PeopleRows(turn, RememberedPeople())
        await people.save_organisation(
            Organisation(id=POLICE, name="Politie", type=OrganisationType.PUBLIC_PARTICIPANT)
        )
        await people.save_member(a_member("Agent", POLICE, Role.PROFESSIONAL))
        yield Kept(rows=EnquiryRows(turn, fields), cases=cases, case=case.id)


async def test_an_enquiry_comes_back_as_it_was_kept_and_as_it_was_answered(kept: Kept):
    await kept.rows.add(kept.asked(), CANARY)
    assert await kept.rows.get(kept.asked().id) == kept.asked()
    said = replace(
        kept.asked(),
        answer=EnquiryAnswer.KNOWN,
        ground=DisclosureGround.CONSENT,
        answered_at=kept.asked().asked_at + DAY,
        answered_by=AGENT,
        pushed_on=date(2026, 12, 1),
        pushed_to=AGENT,
    )
    saved = await kept.rows.save(said)
    assert saved == replace(said, version=2)
    assert await kept.rows.of_case(kept.case) == [saved]
    assert await kept.rows.reasons(kept.case) == {said.id: CANARY}
    assert await kept.rows.pushed_days(AGENT) == [date(2026, 12, 1)]
    assert await kept.rows.answered_since(said.answered_at) == [saved]
    assert await kept.rows.answered_since(said.answered_at + DAY) == []


async def test_a_partner_is_asked_about_a_case_once(kept: Kept):
    await kept.rows.add(kept.asked(), CANARY)
    with pytest.raises(ConflictError):
        await kept.rows.add(kept.asked(id=EnquiryId("other")), CANARY)


async def test_of_two_who_change_it_the_second_does_it_again(kept: Kept):
    await kept.rows.add(kept.asked(), CANARY)
    await kept.rows.save(kept.asked(), "Een andere reden.")
    assert await kept.rows.reasons(kept.case) == {kept.asked().id: "Een andere reden."}
    with pytest.raises(ConflictError):
        await kept.rows.save(kept.asked())


async def test_an_unknown_enquiry_is_not_found(kept: Kept):
    with pytest.raises(NotFoundError):
        await kept.rows.get(EnquiryId("absent"))


async def test_why_is_gone_with_the_key_of_the_case(kept: Kept, key_store: KeyStore):
    await kept.rows.add(kept.asked(), CANARY)
    await key_store.destroy(kept.case)
    with pytest.raises(KeyDestroyedError):
        await kept.rows.reasons(kept.case)


@pytest.mark.parametrize(
    ("changes", "involvement", "is_unsettled"),
    [
        ({}, Involvement.ASKED, True),
        ({"answer": EnquiryAnswer.CALL_ME}, Involvement.ASKED, True),
        ({"answer": EnquiryAnswer.KNOWN}, Involvement.ASKED, False),
        ({"answer": EnquiryAnswer.INVOLVED}, Involvement.ASKED, False),
        ({"answer": EnquiryAnswer.NOT_KNOWN}, Involvement.FORMER, False),
        ({"answer": EnquiryAnswer.CANNOT_SHARE}, Involvement.FORMER, False),
        ({"end": EnquiryEnd.WITHDRAWN}, Involvement.FORMER, False),
        ({"organisation": OrganisationId("om")}, Involvement.FORMER, True),
    ],
)
async def test_what_an_enquiry_gives_and_whether_it_still_waits(
    kept: Kept, changes: dict[str, object], involvement: Involvement, is_unsettled: bool
):
    ended = {"ended_at": kept.asked().asked_at} if "end" in changes else {}
    enquiry = kept.asked(**changes, **ended)
    await kept.rows.add(enquiry, CANARY)
    assert await kept.involvement() is involvement
    assert (await kept.rows.unsettled() == [enquiry]) is is_unsettled
    assert enquiry.is_unsettled is is_unsettled
    is_listed = await kept.rows.asked_of([AGENT]) == [enquiry]
    assert is_listed is ("end" not in changes)
    assert await kept.rows.asked_of([]) == []
