from typing import Any

import pytest

from domain.identifiers import ChannelId, MemberId
from domain.notice import ChannelNotice, NoticeKind, PrivateNotice


@pytest.mark.parametrize(
    ("notice", "recipient"),
    [
        (PrivateNotice, {}),
        (PrivateNotice, {"channel": ChannelId("agendas")}),
        (PrivateNotice, {"member": MemberId("piet"), "channel": ChannelId("agendas")}),
        (ChannelNotice, {}),
        (ChannelNotice, {"member": MemberId("piet")}),
    ],
)
def test_a_notice_has_the_one_recipient_of_its_type(notice: Any, recipient: dict[str, str]):
    with pytest.raises(TypeError):
        notice(kind=NoticeKind.OWN_TIMES, subject="42", business_key="a", **recipient)
