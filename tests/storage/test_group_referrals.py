"""Which cases were referred together is kept beside each case, and goes with it."""

from domain.group_referral import GroupMark
from domain.identifiers import CaseId
from storage.group_referrals import GroupReferralRows
from storage.transaction import Transaction
from tests.support.databases import Database

ONE, OTHER = GroupMark("G-00001"), GroupMark("G-00002")
FIRST, SECOND, THIRD = CaseId("zz"), CaseId("aa"), CaseId("mm")


async def test_the_cases_of_a_group_come_in_the_order_in_which_they_were_told(database: Database):
    async with database.engine.begin() as connection:
        rows = GroupReferralRows(Transaction(connection))
        await rows.add(ONE, [FIRST, SECOND])
        await rows.add(OTHER, [THIRD])
        assert await rows.of_mark(ONE) == [FIRST, SECOND]
        assert await rows.of_mark(GroupMark("G-00003")) == []
        found = await rows.marks_of([FIRST, THIRD, CaseId("alone")])
        assert found == {FIRST: ONE, THIRD: OTHER}
        assert await rows.marks_of([]) == {}
