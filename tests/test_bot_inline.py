import dataclasses

from bot_api_server import USER
from bot_fakes import CONCLUSION, TEXT, FakeSearcher, whole
from telegram_html import units

from bot import links, messages
from bot.inline import PAGE, results
from corpus.document import Document, Passage
from index.confidence import UNRELATED
from index.errors import IndexMissingError
from index.records import document_key

QUESTION = "Khối dân vận cấp xã có bao nhiêu thành viên?"
LINE = "1. Khối dân vận cấp xã có từ 9 đến 11 thành viên."


async def ask(talk, text, **more):
    """Return the answer to an inline query, and the update."""
    update = await talk.handle(talk.api.ask_inline(text, **more))
    return talk.api.results(update, 0), update


def titles(answer) -> list[str]:
    return [result["title"] for result in answer["results"]]


async def test_a_quotation_is_sent_with_its_citation_and_a_link(talk):
    talk = await talk()
    answer, update = await ask(talk, QUESTION)
    assert titles(answer) == [
        "Kết luận số 862-KL/TU về công tác dân vận ở cơ sở",
        "Bản tóm lược Nghị quyết số 05-NQ/TU",
    ]
    first = answer["results"][0]
    assert first["description"].startswith(LINE)
    assert answer["cache_time"] == 300
    assert not answer.get("is_personal")
    assert "button" not in answer
    message = talk.api.choose(update, 0)
    assert message["text"] == (
        "Kết luận số 862-KL/TU ngày 01/08/2022 của Ban Thường vụ Tỉnh ủy "
        "về công tác dân vận ở cơ sở\n"
        "📍 II. NHIỆM VỤ · trang 2\n"
        f"{LINE}\n2. Mỗi quý họp một lần <trước ngày 15> & báo cáo cấp ủy."
    )
    ((button,),) = message["reply_markup"]["inline_keyboard"]
    assert button["text"] == "Mở trong Sổ tay"
    # The link opens the very passage.
    payload = button["url"].removeprefix("https://t.me/sotay_bot?start=")
    (reply,) = await talk.say(f"/start {payload}")
    assert LINE in reply["text"]
    # What is no directive's own text, and no longer in force, says so.
    message = talk.api.choose(update, 1)
    assert message["text"].startswith(
        "Bản tóm lược Nghị quyết số 05-NQ/TU\n⚠️ Không phải nguyên văn của văn bản.\n⚠️ Văn bản này"
    )


async def test_documents_and_parts_are_offered_by_number(talk):
    talk = await talk()
    answer, update = await ask(talk, "862")
    assert titles(answer)[0] == "Kết luận số 862-KL/TU"
    assert answer["results"][0]["description"] == (
        "Về công tác dân vận ở cơ sở – Ban Thường vụ Tỉnh ủy, 01/08/2022"
    )
    message = talk.api.choose(update, 0)
    ((button,),) = message["reply_markup"]["inline_keyboard"]
    assert button["url"] == links.document_link("sotay_bot", document_key(CONCLUSION.id))
    answer, update = await ask(talk, "862 mục II")
    assert talk.api.choose(update, 0)["text"].endswith(TEXT[TEXT.index("II. NHIỆM VỤ") :])


async def test_without_words_the_documents_are_offered_page_by_page(talk):
    talk = await talk()
    documents = [Document(f"{n:02}", "Toàn văn.", f"{n}.txt", title=f"Sổ {n}") for n in range(23)]
    talk.searcher = FakeSearcher([whole(document) for document in documents])
    answer, _ = await ask(talk, "")
    assert titles(answer) == [f"Sổ {n}" for n in range(10)]
    assert answer["next_offset"] == "10"
    answer, _ = await ask(talk, " ", offset="20")
    assert titles(answer) == ["Sổ 20", "Sổ 21", "Sổ 22"]
    assert not answer.get("next_offset")
    for forged in ("-1", "x", "99999", "²"):
        answer, _ = await ask(talk, "", offset=forged)
        assert titles(answer)[:1] == ["Sổ 0"]
    assert (await ask(talk, "", offset="9999"))[0]["results"] == []


async def test_near_misses_are_marked_and_what_is_unrelated_is_left_out(talk):
    talk = await talk(enough=False)
    answer, _ = await ask(talk, QUESTION)
    assert titles(answer)[0] == "Gần nhất: Kết luận số 862-KL/TU về công tác dân vận ở cơ sở"
    talk.searcher.confidence = UNRELATED - 0.01
    answer, _ = await ask(talk, QUESTION)
    assert answer["results"] == []
    assert answer["button"] == {"text": messages.INLINE_NOTHING, "start_parameter": "xin"}
    answer, _ = await ask(talk, "🙂")
    assert answer["results"] == []
    (reply,) = await talk.say("/start xin")  # where the button leads
    assert reply["text"].startswith("Kính chào đồng chí!")


async def test_answers_are_personal_where_not_everybody_may_ask(talk):
    talk = await talk(access="list", allowed_user_ids=str(USER["id"]))
    answer, _ = await ask(talk, QUESTION)
    assert answer["is_personal"] is True
    answer, _ = await ask(talk, QUESTION, user={"id": 77, "is_bot": False, "first_name": "Khách"})
    assert answer["results"] == []
    assert answer["button"]["text"] == messages.REFUSED_INLINE
    assert answer["cache_time"] == 0


async def test_without_an_index_the_answer_is_not_kept(talk):
    talk = await talk()
    talk.error = IndexMissingError("var/index: there is no index")
    answer, _ = await ask(talk, QUESTION)
    assert (answer["results"], answer["cache_time"]) == ([], 0)
    assert answer["button"]["text"] == messages.INLINE_UNAVAILABLE


async def test_an_answer_that_comes_too_late_is_no_error(talk):
    talk = await talk()
    update = talk.api.ask_inline(QUESTION)
    await talk.handle(update)
    again = {**update, "update_id": update["update_id"] + 1000}
    await talk.handle(again)
    assert talk.told({"id": 9001}) == []


def test_long_passages_fit_and_ids_tell_them_apart():
    text = "😀 dài. " * 900
    long = Document("d", text, "d.txt", title="Tên " * 200, type="Quy định" * 20)
    passages = [Passage(long, 0, len(text) // 2), Passage(long, len(text) // 2, len(text))]
    found = results(FakeSearcher(passages), "dài. hoa", 0, "sotay_bot")
    assert len(found.articles) == 2
    assert len({article.id for article in found.articles}) == 2
    for article in found.articles:
        assert len(article.id.encode()) <= 64
        assert units(article.input_message_content.message_text) <= 4200  # with the tags
        assert messages.INLINE_CONTINUED not in article.title
        assert article.description
    assert PAGE <= 50


def test_documents_that_are_called_alike_are_told_apart_by_id():
    twin = dataclasses.replace(CONCLUSION, id="phan-hai")
    alone = results(FakeSearcher([whole(CONCLUSION)]), "", 0, "sotay_bot").articles
    assert "862-KL-TU" not in alone[0].description
    found = results(FakeSearcher([whole(CONCLUSION), whole(twin)]), "", 0, "sotay_bot").articles
    assert [article.description.split(" – ")[0] for article in found] == ["862-KL-TU", "phan-hai"]
