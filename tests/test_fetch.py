import datetime
import gzip
from email.utils import format_datetime

import pytest
from web_server import Site

from corpus import fetch
from corpus.fetch import Fetcher, FetchError

PAGE = "<p>Điều 1. Phạm vi</p>"


@pytest.fixture
def site():
    site = Site()
    yield site
    site.close()


@pytest.fixture
def slept():
    return []


@pytest.fixture
def fetcher(slept):
    with Fetcher(max_bytes=5000, sleep=slept.append) as fetcher:
        yield fetcher


def refusal(fetcher, url):
    with pytest.raises(FetchError) as refused:
        fetcher.fetch(url)
    return str(refused.value)


def test_the_bytes_come_as_they_are_with_their_address(site, fetcher):
    site.put("/moved", "", status=302, Location="/a?b=c")
    site.put("/a?b=c", PAGE, media="Text/HTML; charset=utf-8")
    fetched = fetcher.fetch(f" {site.url}/moved ")
    assert fetched == fetch.Fetched(f"{site.url}/a?b=c", PAGE.encode(), "text/html")
    assert site.asked == ["/robots.txt", "/moved", "/a?b=c"]
    assert all(agent.startswith("so-tay/") for agent in site.agents)


def test_a_packed_reply_is_unpacked_under_the_limit(site, fetcher):
    site.put("/a", gzip.compress(b"x" * 4000), **{"Content-Encoding": "gzip"})
    site.put("/bomb", gzip.compress(b"x" * 400_000), **{"Content-Encoding": "gzip"})
    assert len(fetcher.fetch(f"{site.url}/a").data) == 4000
    assert refusal(fetcher, f"{site.url}/bomb") == (
        f"{site.url}/bomb has more than the 5,000 bytes that are read"
    )


class TestPoliteness:
    def test_what_robots_forbid_is_not_asked_for(self, site, fetcher):
        site.put("/robots.txt", "User-agent: *\nDisallow: /*?print=\n")
        site.put("/a", PAGE)
        assert fetcher.fetch(f"{site.url}/a").data
        assert "robots.txt" in refusal(fetcher, f"{site.url}/a?print=1")
        assert site.asked == ["/robots.txt", "/a"]

    def test_a_host_is_asked_no_faster_than_it_likes(self, site, fetcher, slept):
        site.put("/robots.txt", "User-agent: so-tay\nCrawl-delay: 7\n")
        site.put("/a", PAGE)
        fetcher.fetch(f"{site.url}/a")
        assert slept == []
        fetcher.fetch(f"{site.url}/a")
        assert slept == [pytest.approx(7, abs=2)]

    def test_a_pause_without_end_is_refused(self, site, fetcher):
        site.put("/robots.txt", "User-agent: *\nCrawl-delay: 3600\n")
        assert "wants 3,600 seconds" in refusal(fetcher, f"{site.url}/a")

    def test_robots_that_cannot_be_had_forbid_everything(self, site, fetcher):
        site.put("/robots.txt", "", status=503)
        site.put("/a", PAGE)
        assert refusal(fetcher, f"{site.url}/a") == (
            f"{site.url}/robots.txt answers 503 (Service Unavailable); try again later"
        )
        assert "/a" not in site.asked


class TestTrouble:
    def test_a_busy_server_is_asked_again_when_it_says(self, site, fetcher, slept):
        busy = (429, {"Retry-After": "5"}, b"")
        site.pages["/a"] = [busy, site.put("/b", PAGE)]
        assert fetcher.fetch(f"{site.url}/a").data == PAGE.encode()
        assert slept == [5]

    @pytest.mark.parametrize(
        ("after", "waits"),
        [
            (datetime.timedelta(seconds=30), 30),
            (datetime.timedelta(days=400), 60),
            (datetime.timedelta(days=-1), 7),  # over: as without
            ("Mon, 99 Foo 2026 99:00:00 GMT", 7),
            ("soon", 7),
        ],
    )
    def test_also_when_it_says_a_date(self, site, fetcher, slept, monkeypatch, after, waits):
        monkeypatch.setattr(fetch, "_BACKOFF", lambda _: 7.0)
        if isinstance(after, datetime.timedelta):
            after = format_datetime(datetime.datetime.now(datetime.UTC) + after, usegmt=True)
        site.pages["/a"] = [(503, {"Retry-After": after}, b""), site.put("/b", PAGE)]
        assert fetcher.fetch(f"{site.url}/a").data == PAGE.encode()
        assert slept == [pytest.approx(waits, abs=2)]

    def test_but_not_for_ever(self, site, fetcher):
        site.put("/a", "", status=502)
        assert "answers 502 (Bad Gateway); try again later" in refusal(fetcher, f"{site.url}/a")
        assert site.asked.count("/a") == 3

    def test_a_server_that_is_not_there(self, fetcher):
        assert "cannot be reached" in refusal(fetcher, "http://127.0.0.1:9/a")

    def test_a_server_that_does_not_answer(self, site, fetcher, monkeypatch):
        def late(*_, **__):
            raise fetch.httpx.ReadTimeout("late")

        monkeypatch.setattr(fetch.httpx.Client, "stream", late)
        assert refusal(fetcher, site.url).endswith("/robots.txt does not answer in time")

    @pytest.mark.parametrize(
        ("status", "said"),
        [(404, "answers 404 (Not Found)"), (403, "save it from a browser"), (299, "answers 299")],
    )
    def test_an_error_is_told(self, site, fetcher, status, said):
        site.put("/a", "x", status=status)
        assert said in refusal(fetcher, f"{site.url}/a")

    def test_nothing_is_told(self, site, fetcher):
        site.put("/a", "")
        assert refusal(fetcher, f"{site.url}/a") == f"{site.url}/a is empty"


class TestAddresses:
    @pytest.mark.parametrize(
        "address",
        ["file:///etc/passwd", "ftp://a.vn/x", "http://", "a.vn", "http://a:b", "https:/x"],
    )
    def test_only_the_web_is_asked(self, fetcher, address):
        assert "is no address of a web page" in refusal(fetcher, address)

    def test_nor_does_a_page_lead_elsewhere(self, site, fetcher):
        site.put("/a", "", status=301, Location="file:///etc/passwd")
        assert "is not on the web" in refusal(fetcher, f"{site.url}/a")

    def test_a_public_page_does_not_lead_into_this_network(self, site, fetcher, monkeypatch):
        site.put("/a", "", status=301, Location="http://10.0.0.1/b")
        known = fetch._is_private
        monkeypatch.setattr(fetch, "_is_private", lambda host: host != "127.0.0.1" and known(host))
        assert refusal(fetcher, f"{site.url}/a") == (
            f"{site.url}/a leads to http://10.0.0.1/b, which is in a private network"
        )

    def test_nor_does_a_link_on_it(self, site, fetcher, monkeypatch):
        monkeypatch.setattr(fetch, "_is_private", lambda host: host == "127.0.0.1")
        with pytest.raises(FetchError, match="which is in a private network"):
            fetcher.fetch(f"{site.url}/a.pdf", found_on="https://a.example/p")
        assert site.asked == []

    @pytest.mark.parametrize("looks", [1, 2])
    def test_nor_does_a_name_that_changes_its_address(self, site, fetcher, monkeypatch, looks):
        """Public when it is looked at, in this network when it is asked (DNS rebinding)."""
        port = site.url.rpartition(":")[2]
        found = {"a.example": [*[["93.184.216.34"]] * looks, ["127.0.0.1"]]}
        known = fetch._addresses
        monkeypatch.setattr(
            fetch, "_addresses", lambda host: found[host].pop(0) if host in found else known(host)
        )
        fetcher._robots[f"http://a.example:{port}/robots.txt"] = fetch.Protego.parse("")
        url = f"http://a.example:{port}/a"
        assert refusal(fetcher, url) == f"{url} is in a private network"
        assert site.asked == []

    def test_a_public_name_is_asked_at_the_address_it_was_found_to_have(
        self, site, fetcher, monkeypatch
    ):
        port = site.url.rpartition(":")[2]
        site.put("/a", PAGE)
        looked_up = []

        def addresses(host):
            looked_up.append(host)
            return ["127.0.0.2", "127.0.0.1"]  # nobody listens at the first

        monkeypatch.setattr(fetch, "_addresses", addresses)
        monkeypatch.setattr(fetch, "_is_private", lambda host: False)
        assert fetcher.fetch(f"http://a.example:{port}/a").data == PAGE.encode()
        assert site.hosts == [f"a.example:{port}"] * 2
        assert set(looked_up) == {"a.example"}

    def test_a_circle_is_left(self, site, fetcher):
        site.put("/a", "", status=301, Location="/a")
        assert "more than 5 times" in refusal(fetcher, f"{site.url}/a")

    @pytest.mark.parametrize(
        ("host", "private"),
        [("127.0.0.1", True), ("localhost", True), ("192.168.1.7", True), ("::1", True),
         ("169.254.169.254", True), ("0.0.0.0", True), ("8.8.8.8", False)],
    )  # fmt: skip
    def test_private_addresses_are_known(self, host, private):
        assert fetch._is_private(host) is private
