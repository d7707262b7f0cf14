import pytest

from bot.gate.service_hosts import ServiceHosts
from tests.bot.gatehouse import SERVICE_URL, open_gatehouse, read_activity

HOSTS = ServiceHosts.parse("smba.trafficmanager.net, *.botframework.com ,127.0.0.1:56150")


@pytest.mark.parametrize(
    "url",
    [
        SERVICE_URL,
        "https://smba.trafficmanager.net",
        "https://smba.trafficmanager.net:443/emea/",
        "https://europe.botframework.com/v1",
        "https://a.b.botframework.com/",
        "http://127.0.0.1:56150/_connector",
    ],
)
def test_the_hosts_of_teams_may_be_called(url: str) -> None:
    assert HOSTS.allow(url)


FOREIGN = [
    "",
    "/emea/",
    "smba.trafficmanager.net",
    "http://smba.trafficmanager.net/",
    "ftp://smba.trafficmanager.net/",
    "HTTPS://smba.trafficmanager.net/",
    "https://smba.trafficmanager.net:8443/",
    "https://smba.trafficmanager.net./",
    "https://smba.trafficmanager.net.evil.example/",
    "https://evil.example/smba.trafficmanager.net",
    "https://botframework.com/",
    "https://evilbotframework.com/",
    "https://xn--bot-framework.botframework.com/",
    "https://xn--smba-trafficmanager.net/",
    "https://smb\u0430.trafficmanager.net/",  # a Cyrillic a
    "https://smba\u3002trafficmanager.net/",  # an ideographic full stop
    "https://user@smba.trafficmanager.net/",
    "https://smba.trafficmanager.net@evil.example/",
    "https://smba.trafficmanager.net:443@evil.example/",
    "https://evil.example\\@smba.trafficmanager.net/",
    "https://evil.example#@smba.trafficmanager.net/",
    "https://evil.example?.botframework.com/",
    "https://smba.trafficmanager.net/?next=https://evil.example",
    "https://smba.trafficmanager.net/%2e%2e/",
    "https://smba.trafficmanager.net /",
    " https://smba.trafficmanager.net/",
    "https://smba.trafficmanager.net/\n",
    "https://smba.traffic\tmanager.net/",
    "https://[::1]/",
    "https://[::ffff:169.254.169.254]/",
    "https://127.0.0.1/",
    "https://127.0.0.1:56150/",
    "http://127.0.0.1/",
    "http://127.0.0.1:80/",
    "http://127.0.0.1:561500/",
    "http://localhost:56150/",
    "http://127.1:56150/",
    "http://2130706433:56150/",
    "http://0.0.0.0:56150/",
    "http://169.254.169.254/latest/",
    "https://169.254.169.254/",
    "https://smba.trafficmanager.net/" + "x" * 600,
]


@pytest.mark.parametrize("url", FOREIGN)
def test_no_other_address_may_be_called(url: str) -> None:
    assert not HOSTS.allow(url)


def test_http_is_for_loopback_only_even_when_another_host_is_listed_with_its_port() -> None:
    hosts = ServiceHosts.parse("10.0.0.1:56150,smba.trafficmanager.net:80")
    assert not hosts.allow("http://10.0.0.1:56150/")
    assert not hosts.allow("http://smba.trafficmanager.net:80/")


async def test_a_foreign_address_is_refused_at_the_gate_also_with_a_good_token() -> None:
    async with open_gatehouse() as house:
        for url in filter(None, FOREIGN):
            activity = {**read_activity(), "serviceUrl": url}
            answer = await house.knock(activity, service_url=url)
            assert answer.status in {400, 403}, url
        assert house.turns == []
