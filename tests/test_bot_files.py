import dataclasses

import pytest
from bot_fakes import DIGEST, TEXT, FakeSearcher, small_searcher, whole
from telegram_html import units
from test_bot_card import QUESTION
from test_bot_views import KEY

from bot import messages
from bot.files import file_of
from bot.screen import StaleButtonError
from corpus.document import Document
from index.records import document_key

ORIGINAL = b"%PDF-1.7 what the admin put there"


def test_the_original_is_sent_where_it_lies(tmp_path):
    folder = tmp_path / "van-ban" / "2022"
    folder.mkdir(parents=True)
    (folder / "862-KL-TU.md").write_bytes(ORIGINAL)
    found = file_of(small_searcher(), KEY, tmp_path)
    assert (found.name, found.read()) == ("862-KL-TU.md", ORIGINAL)
    assert found.caption == (
        "<b>Kết luận số 862-KL/TU</b> ngày 01/08/2022 của Ban Thường vụ Tỉnh ủy về công tác dân "
        'vận ở cơ sở\n<a href="https://example.vn/a?b=1&amp;c=2">Nguồn</a>'
    )


def test_without_it_the_text_is_sent_and_says_so(tmp_path):
    for folder in (tmp_path, tmp_path / "none"):
        found = file_of(small_searcher(), KEY, folder)
        assert (found.name, found.read().decode()) == ("862-KL-TU.txt", TEXT)
        assert f"<i>{messages.FULL_TEXT}</i>" in found.caption


def test_a_digest_and_what_is_over_are_marked_in_name_and_caption(tmp_path):
    found = file_of(small_searcher(), document_key("tom-luoc"), tmp_path)
    assert found.name == "Bản-tóm-lược-05-NQ-TU.txt"
    assert "⚠️ Không phải nguyên văn của văn bản.\n⚠️ Văn bản này đã hết hiệu lực" in found.caption


@pytest.mark.parametrize(
    ("id_", "file", "sent"),
    [
        # Two files of one name get ids of their folders; a file of another id is another one.
        ("a-q.md", "q.md", b"a"), ("b-q.md", "q.md", b"b"), ("q", "q.md", None),
        ("c", "c.md", b"c"), ("khác", "c.md", None),
        ("all-1", "all.jsonl", None), ("all", "all.jsonl", None),  # a line of a collection
        ("ra-ngoai", "ra-ngoai.md", None),  # a link out of the folder
        ("secret", "../secret.md", None), ("secret", "secret.md", None),
        ("lớn", "lớn.md", None),  # more than Telegram takes
    ],
)  # fmt: skip
def test_only_the_file_itself_leaves_the_folder(tmp_path, id_, file, sent):
    folder = tmp_path / "documents"
    for name in ("a/q.md", "b/q.md", "c.md", "all.jsonl"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name[0])
    (tmp_path / "secret.md").write_text("secret")
    (folder / "ra-ngoai.md").symlink_to(tmp_path / "secret.md")
    with (folder / "lớn.md").open("wb") as large:
        large.truncate(50_000_001)
    searcher = FakeSearcher([whole(Document(id_, "Toàn văn.", file))])
    found = file_of(searcher, document_key(id_), folder)
    assert found.read() == (sent or "Toàn văn.".encode())


@pytest.mark.parametrize(
    ("number", "title", "name"),
    [
        ("../../etc/passwd", None, "etc-passwd.txt"), ("<b>", None, "b.txt"),
        (None, "Điều lệ Đảng", "Điều-lệ-Đảng.txt"), ("😀", None, "van-ban.txt"),
        ("\u202e1-KL/TU", None, "1-KL-TU.txt"), ("1" * 300, None, f"{'1' * 60}.txt"),
    ],
)  # fmt: skip
def test_file_names_are_plain(tmp_path, number, title, name):
    document = Document("d", "Toàn văn.", "d.txt", number=number, title=title)
    assert file_of(FakeSearcher([whole(document)]), document_key("d"), tmp_path).name == name


def test_the_longest_caption_fits(tmp_path):
    odd = "😀" * 400
    document = Document(
        "d", "Toàn văn.", "d.txt", "digest", number=odd, type=odd, issuer=odd, title=odd,
        status=odd, source_url="https://a.vn",
    )  # fmt: skip
    caption = file_of(FakeSearcher([whole(document)]), document_key("d"), tmp_path).caption
    assert units(caption) <= 1024


def test_a_document_that_is_gone(tmp_path):
    with pytest.raises(StaleButtonError):
        file_of(FakeSearcher([]), KEY, tmp_path)


async def test_files_and_quotations_come_in_reply_to_the_card(talk, tmp_path):
    (tmp_path / "862-KL-TU.md").write_bytes(ORIGINAL)
    talk = await talk(documents_dir=str(tmp_path))
    long = dataclasses.replace(DIGEST, id="dai", text="Khối dân vận cấp xã họp. " * 30)
    talk.searcher.passages.append(whole(long))
    (card,) = await talk.say(QUESTION)
    _, outline = await talk.press(card, "Văn bản")
    notice, _ = await talk.press(outline, "Tải tệp")
    assert notice is None
    (call,) = talk.api.sent("sendDocument")
    assert call["caption"].startswith("<b>Kết luận số 862-KL/TU</b>")
    sent = list(talk.api.chats[card["chat"]["id"]].values())[-1]
    assert sent["document"]["file_name"] == "862-KL-TU.md"
    assert sent["reply_to_message"]["message_id"] == card["message_id"]
    (card,) = await talk.say("dân vận cấp xã họp. Khối")
    notice, _ = await talk.press(card, "Sao chép")
    assert notice is None
    copied = list(talk.api.chats[card["chat"]["id"]].values())[-1]
    assert copied["text"].startswith(f"{messages.COPY_THIS}\n“Khối dân vận cấp xã họp.")
    assert copied["reply_to_message"]["message_id"] == card["message_id"]


async def test_a_file_is_uploaded_once_until_it_changes_or_telegram_forgets_it(talk, tmp_path):
    original = tmp_path / "862-KL-TU.md"
    original.write_bytes(ORIGINAL)
    talk = await talk(documents_dir=str(tmp_path))
    (card,) = await talk.say(QUESTION)
    _, outline = await talk.press(card, "Văn bản")

    async def sent():
        """Press for the file; return what was sent, and the message that came of it."""
        before = len(talk.api.sent("sendDocument"))
        assert (await talk.press(outline, "Tải tệp"))[0] is None
        calls = talk.api.sent("sendDocument")[before:]
        message = list(talk.api.chats[card["chat"]["id"]].values())[-1]
        return [call["document"] for call in calls], message["document"]

    uploads, first = await sent()
    assert uploads == [("862-KL-TU.md", ORIGINAL)]
    assert (await sent())[0] == [first["file_id"]]
    talk.api.files.clear()
    uploads, again = await sent()
    assert uploads == [first["file_id"], ("862-KL-TU.md", ORIGINAL)]
    assert (await sent())[0] == [again["file_id"]]
    original.write_bytes(b"new")
    assert (await sent())[0] == [("862-KL-TU.md", b"new")]
