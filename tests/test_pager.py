import pytest

from corpus.pager import first_page, is_page_of, page_links, script_link

ARTICLE = "https://a.vn/tin/kl-31.html"


def links(body, url=ARTICLE, first=None, number=1):
    return page_links(f"<html><body>{body}</body></html>".encode(), url, first or url, number)


@pytest.mark.parametrize(
    ("url", "second"),
    [
        ("https://a.vn/kl-31", "?page=2"),
        ("https://a.vn/kl-31?id=7", "/kl-31?page=2&id=7"),
        ("https://a.vn/kl-31?page=1", "?page=2"),
        ("https://a.vn/kl-31", "?paged=2#top"),
        ("https://a.vn/kl-31", "?_101_INSTANCE_x_page=2"),
        ("https://a.vn/index.php?view=article&id=9", "?view=article&id=9&limitstart=1"),  # from 0
        ("https://a.vn/kl-31", "?page=1"),
        (ARTICLE, "kl-31-p2.html"),
        (ARTICLE, "kl-31/trang-2.html"),
        (ARTICLE, "kl-31.html/2"),
        ("https://a.vn/tin/kl-31/trang-1.html", "trang-2.html"),
        ("https://a.vn/kl-31/", "/kl-31/2/"),
        ("https://a.vn/kl-31/", "https://A.vn/kl-31/page/2/"),
    ],
)
def test_a_pager_leads_to_the_articles_own_pages(url, second):
    ((number, address),) = links(f"<p>Trang: 1 <a href='{second}'>2</a></p>", url).items()
    assert number == 2
    assert address.startswith("https://")


@pytest.mark.parametrize(
    ("url", "second"),
    [
        (ARTICLE, "kl-32.html"),
        (ARTICLE, "kl-31-p3.html"),  # says 2
        (ARTICLE, "kl-31-7-viec.html"),
        (ARTICLE, "https://b.vn/tin/kl-31.html?page=2"),
        (ARTICLE, "?pageid=2"),
        (ARTICLE, "?page=2&id=5"),
        ("https://a.vn/?p=1", "/?p=2"),  # articles are numbered so
        ("https://a.vn/tin/1", "/tin/2"),
        ("https://a.vn/xem?id=1", "/xem?id=2"),
        ("https://a.vn/xem?id=1", "/xem?page=2"),
        ("https://a.vn/kl-31", "/tin?page=2"),
        ("https://a.vn/kl-31", "http://["),
        ("https://a.vn/kl-31", "javascript:go(2)"),
    ],
)
def test_and_to_nothing_else(url, second):
    assert links(f"<p>Trang: 1 <a href='{second}'>2</a></p>", url) == {}


@pytest.mark.parametrize(
    ("address", "its"),
    [("/kl?page=2", True), ("/kl/trang-2", True), ("/kl", False), ("/kl-2", False), ("/", False)],
)
def test_a_page_may_lead_to_another_address_of_its_own(address, its):
    assert is_page_of(f"https://a.vn{address}", "https://a.vn/kl") is its


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<a href='?page=2'>Trang sau</a>", {2}),
        ("<a href='?page=2'>Tiếp theo »</a>", {2}),
        ("<a href='?page=2'><img></a>", set()),
        ("<a href='?page=2' title='Trang sau'><img></a>", {2}),
        ("<link rel='next' href='?page=2'>", {2}),
        ("<a rel='nofollow next' href='?page=2'>Đọc nốt</a>", {2}),
        ("<a href='?page=2'>Bài sau</a>", set()),
        ("<a href='?page=2'>Tin tiếp theo</a>", set()),
        ("<a href='kl-32.html' rel='next'>Bài tiếp theo</a>", set()),
        ("<a href='kl-31-2.html' rel='next'>Sau</a>", set()),  # the next article of that name
        ("1 <a href='kl-31-2.html'>2</a> <a href='kl-31-2.html'>Sau</a>", {2}),
        ("<a href='?page=2'>2</a> <a href='?page=3'>3</a>", set()),  # nothing says that this is 1
        ("<ul><li><b>1</b><li><a href='?page=2'>2</a><li><a href='?page=9'>9</a></ul>", {2, 9}),
    ],
)
def test_its_words_must_say_which_page(body, found):
    assert links(body).keys() == found


def test_a_later_page_leads_on_and_back():
    body = "<p><a href='/kl'>1</a> 2 <a href='/kl?page=3'>3</a> <a href='/kl?page=3'>Sau</a></p>"
    url = "https://a.vn/kl?page=2"
    assert links(body, url, "https://a.vn/kl", 2) == {3: "https://a.vn/kl?page=3"}
    assert first_page(body.encode(), url) == "https://a.vn/kl"
    assert first_page(body.encode(), "https://a.vn/kl") is None
    assert first_page(body.encode(), "https://a.vn/khac?page=2") is None
    assert first_page(b"<a rel='prev' href='/kl'>Tin</a>", "https://a.vn/kl-2") is None


def test_addresses_are_of_the_base_that_a_page_declares():
    assert links("<base href='/b/'><p>1 <a href='x-2'>2</a></p>", "https://a.vn/b/x") == {
        2: "https://a.vn/b/x-2"
    }


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<p>1 <a href='javascript:__doPostBack(2)'>2</a></p>", "2"),
        ("<a href='#'>Trang sau »</a>", "trang sau »"),
        ("<a href='#'>»</a> <a href='javascript:go()'>Tiếp</a>", None),  # pictures, a player
        ("<p>1 <a href='?page=2'>2</a></p>", None),
        ("<p>Chú thích <a href='#2'>2</a></p>", None),
    ],
)
def test_a_pager_of_scripts_is_told(body, words):
    assert script_link(f"<html><body>{body}</body></html>".encode(), ARTICLE) == words
