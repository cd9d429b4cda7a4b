"""The Telegram of the tests is as strict as the real one, and shows what people see."""

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from bot_api_server import BOT, FORUM, GROUP, PRIVATE, TOKEN, ApiError, BotApi, BotApiServer
from transcript import show


def send(api, text="x", **more):
    parameters = {"chat_id": "1001", "text": text, "parse_mode": "HTML", **more}
    return api.call("sendMessage", parameters)


def keyboard(**button):
    return json.dumps({"inline_keyboard": [[{"text": "x", **button}]]})


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"text": "<b>x"}, "can't parse entities"),
        ({"text": "a & b"}, "can't parse entities"),
        ({"text": "<i> </i>"}, "text is empty"),
        ({"text": "😀" * 2049}, "too long"),
        ({"colour": "red"}, "no such parameters"),
        ({"reply_markup": keyboard(callback_data="đ" * 33)}, "BUTTON_DATA_INVALID"),
        ({"reply_markup": keyboard()}, "can't parse inline keyboard"),
        ({"reply_markup": keyboard(callback_data="x", url="https://x")}, "can't parse inline"),
        ({"reply_markup": keyboard(copy_text={"text": "x" * 257})}, "COPY_TEXT_INVALID"),
        ({"reply_parameters": '{"message_id": 5}'}, "to be replied not found"),
    ],
)
def test_what_telegram_would_refuse(parameters, expected):
    with pytest.raises(ApiError, match=expected):
        send(BotApi(), **parameters)


def test_the_longest_that_it_takes():
    api = BotApi()
    assert len(send(api, "😀" * 2048)["text"]) == 2048
    send(api, reply_markup=keyboard(callback_data="đ" * 32))
    send(api, "&lt;" * 4096)  # counted after parsing


def test_limits_are_kept_where_a_test_wants_them():
    api = BotApi()
    api.strict_rates = True
    for _ in range(5):
        send(api)
    with pytest.raises(ApiError) as refused:
        send(api)
    assert refused.value.code == 429
    assert 1 <= refused.value.body["parameters"]["retry_after"] <= 6
    send(api, chat_id="1002")
    for _ in range(20):
        send(api, chat_id="-5001")
    with pytest.raises(ApiError, match="Too Many Requests"):
        send(api, chat_id="-5001")


def test_entities_are_those_of_telegram_and_are_shown():
    api = BotApi()
    message = send(
        api,
        "😀 <b>Đậm <i>cả hai</i></b>\n<blockquote expandable>một\nhai <b>ba</b>\n</blockquote>\n"
        '<a href="https://x.vn/?a=1&amp;b=2">nguồn</a>',
        reply_markup=json.dumps(
            {
                "inline_keyboard": [
                    [{"text": "›", "callback_data": "h:2"}, {"text": "Tệp", "url": "https://x.vn"}],
                    [{"text": "Chép", "copy_text": {"text": "y"}}],
                ]
            }
        ),
    )
    assert message["entities"] == [
        {"type": "bold", "offset": 3, "length": 10},
        {"type": "italic", "offset": 7, "length": 6},
        {"type": "expandable_blockquote", "offset": 14, "length": 10},
        {"type": "bold", "offset": 22, "length": 2},
        {"type": "text_link", "url": "https://x.vn/?a=1&b=2", "offset": 26, "length": 5},
    ]
    assert show(message).splitlines() == [
        "😀 **Đậm _cả hai_**",
        "   ┊ một",
        "   ┊ hai **ba**",
        "   ",
        "   [nguồn](https://x.vn/?a=1&b=2)",
        "   [›] [Tệp ↗]",
        "   [Chép ⧉]",
    ]


def test_commands_and_mentions_are_marked_as_telegram_does():
    message = BotApi().write("😀 /hoi@sotay_bot và @sotay_bot")["message"]
    assert message["entities"] == [
        {"type": "bot_command", "offset": 3, "length": 14},
        {"type": "mention", "offset": 21, "length": 10},
    ]


def test_privacy_shows_the_bot_only_what_is_meant_for_it():
    api = BotApi()
    api.privacy = True
    for text in ("chuyện riêng", "/hoi gì", "hỏi @sotay_bot"):
        api.write(text, chat=GROUP)
    api.write("riêng", chat=PRIVATE)
    heard = [update["message"]["text"] for update in api.updates]
    assert heard == ["/hoi gì", "hỏi @sotay_bot", "riêng"]


def test_topics_are_kept():
    api = BotApi()
    asked = api.write("/hoi", chat=FORUM, message_thread_id=7, is_topic_message=True)["message"]
    reply = {"message_id": asked["message_id"]}
    answer = send(
        api, chat_id=str(FORUM["id"]), message_thread_id="7", reply_parameters=json.dumps(reply)
    )
    assert (answer["message_thread_id"], answer["chat"]) == (7, FORUM)
    assert answer["reply_to_message"]["message_id"] == asked["message_id"]
    assert api.events[-1] == "🤖 (Diễn đàn #7) x"


def test_inline_queries():
    api = BotApi()
    update = api.ask_inline("dân vận")
    content = {"message_text": "<b>Đ</b>", "parse_mode": "HTML"}
    result = {"type": "article", "id": "1", "title": "Một", "input_message_content": content}
    query = update["inline_query"]["id"]
    answer = {"inline_query_id": query, "results": json.dumps([result, result])}
    with pytest.raises(ApiError, match="RESULT_ID_DUPLICATE"):
        api.call("answerInlineQuery", answer)
    api.call("answerInlineQuery", {**answer, "results": json.dumps([result])})
    sent = api.choose(update)
    assert (sent["text"], sent["via_bot"]) == ("Đ", BOT)
    with pytest.raises(ApiError, match="query is too old"):
        api.call("answerInlineQuery", {**answer, "results": "[]"})


def test_over_http_it_takes_uploads_and_can_be_away():
    with BotApiServer() as server:
        url = f"{server.url}/bot{TOKEN}"
        uploaded = httpx.post(
            f"{url}/sendDocument",
            data={"chat_id": "1001", "caption": "Tệp"},
            files={"document": ("15-kl.pdf", b"%PDF\r\n\r\n--", "application/pdf")},
        ).json()["result"]
        assert uploaded["document"]["file_name"] == "15-kl.pdf"
        assert uploaded["document"]["file_size"] == 10
        assert server.api.sent("sendDocument")[0]["document"] == ("15-kl.pdf", b"%PDF\r\n\r\n--")
        assert httpx.post(f"{server.url}/bot1:x/getMe").status_code == 401
        with server.away(), pytest.raises(httpx.ConnectError):
            httpx.post(f"{url}/getMe")
        assert httpx.post(f"{url}/getMe").json()["result"] == server.api.call("getMe", {})


def test_the_load_is_answered(shipped_index):
    script = Path(__file__).with_name("load.py")
    command = [sys.executable, str(script), "--index", str(shipped_index)]
    done = subprocess.run(
        [*command, "--chats", "5", "--rate", "10", "--seconds", "2"],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    report = json.loads(done.stdout.splitlines()[-1])
    assert (report["asked"], report["lost"], report["twice"]) == (21, 0, 0)
