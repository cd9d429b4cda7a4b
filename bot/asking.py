"""Questions: by /hoi, by name, in reply, or simply written; and the buttons of their cards."""

import asyncio
import contextlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from weakref import WeakValueDictionary

from cachetools import LRUCache
from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType
from telegram.error import BadRequest
from telegram.ext import CommandHandler, MessageHandler, filters

from bot import doubt, messages, views
from bot.addressed import Addressed, is_ours, words_of
from bot.callbacks import NO_DOCUMENT, AskExample, Callback, Mend, ShowHit, Vote
from bot.card import Line, read_line
from bot.delivery import LostReplyError
from bot.desk import Context, Desk, Handler, Press, Toast, UnavailableError, edit, message_of
from bot.dialogues import Dialogues
from bot.guesses import again_view, first_view, line_above, mended_view
from bot.journal import Journal, Outcome
from bot.questions import UnaskableError, check_question, questions_of
from bot.quoting import HITS
from bot.screen import StaleButtonError, View
from bot.sent import Sent
from index.answer import Subject
from index.confidence import related
from index.understanding import Understood, understand

_NOWHERE = 0  # where a reply is that may be lost: no message has this id
_ALBUMS = 1_000  # that were told of; Telegram sends the messages of one within a moment


@dataclass(frozen=True, slots=True)
class _Reply:
    """What is said to a question; ``again`` makes a message the same, if it may have been lost."""

    view: View
    after: Subject | None
    again: ShowHit | None = None
    line: Line | None = None


@dataclass(frozen=True, slots=True)
class _Said:
    """What was replied to ``asking`` so far, and the ids of these messages."""

    asking: Message
    replies: list[_Reply] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)


class Asking:
    """Answers questions, and says what is none."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._dialogues = Dialogues(desk.state)
        self._journal = Journal(desk.state)
        self._sent = Sent(desk.state)
        self._turns: WeakValueDictionary[tuple[int, ...], asyncio.Lock] = WeakValueDictionary()
        self._albums: LRUCache[str, bool] = LRUCache(_ALBUMS)

    def handlers(self) -> Sequence[Handler]:
        """Return the handlers; those after the first take what no other feature took."""
        new, private = filters.UpdateType.MESSAGE, filters.ChatType.PRIVATE
        asked = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE
        return (
            CommandHandler("hoi", self.ask, asked),
            MessageHandler(filters.TEXT & ~filters.COMMAND & asked & Addressed(), self.ask),
            MessageHandler(private & filters.COMMAND & new, self.unknown_command),
            MessageHandler(
                (private | (filters.CAPTION & Addressed()))
                & new
                & ~filters.TEXT
                & ~filters.StatusUpdate.ALL,
                self.unsupported,
            ),
        )

    def buttons(self) -> Mapping[type[Callback], Press]:
        """Return what the buttons of a card do."""
        return {
            ShowHit: self._show_hit,
            Mend: self._mend,
            Vote: self._vote,
            AskExample: self._example,
        }

    async def ask(self, update: Update, _: Context) -> None:
        """Answer the questions of a message, or of the one that an empty message replies to.

        An edited one has its answers edited; one that Telegram delivers again is passed over.
        """
        message = update.effective_message
        if message is None:
            raise ValueError("the update holds no message")
        started = time.perf_counter()
        sender, place = message.get_bot(), (message.chat_id, message.message_id)
        nothing: tuple[int, ...] = ()
        async with self._turn(*place):  # who edits it waits until all is said
            async with self._turn(message.chat_id):
                earlier = await self._desk.keep(sender, lambda: self._sent.answers(*place), nothing)
                claimed = await self._desk.keep(sender, lambda: self._sent.claim(*place), True)
                # One that got only an apology is edited to be answered after all.
                if not claimed and not update.edited_message:
                    return
                said = await self._answer(message, earlier, started)
            await self._make_up(message, said)

    async def unknown_command(self, update: Update, _: Context) -> None:
        """Point to the help."""
        await message_of(update).reply_text(messages.UNKNOWN_COMMAND)

    async def unsupported(self, update: Update, _: Context) -> None:
        """Say that only text is read; once for an album, which comes as many messages."""
        message = message_of(update)
        if album := message.media_group_id:
            if album in self._albums:
                return
            self._albums[album] = True
        await message.reply_text(messages.UNSUPPORTED)

    def _turn(self, chat_id: int, *message_id: int) -> asyncio.Lock:
        """Return what one holds while it is a message's turn, in its chat or by itself.

        The messages of a chat are answered in their order; they may need each other.
        """
        return self._turns.setdefault((chat_id, *message_id), asyncio.Lock())

    async def _answer(self, message: Message, earlier: Sequence[int], started: float) -> _Said:
        """Answer every question of a message, in the place of earlier answers if there are any."""
        sender, replied = message.get_bot(), message.reply_to_message
        asking = message
        if not words_of(message) and replied and replied.text and not is_ours(replied):
            asking = replied  # the card replies to it, so that its buttons find the question
        said = _Said(asking)
        place, asked = _place(message), message.message_id
        before = subject = await self._desk.keep(
            sender, lambda: self._dialogues.subject(*place, question_id=asked), None
        )
        try:
            questions = questions_of(words_of(asking))
        except UnaskableError as error:
            questions = ()
            await self._put(message, said, _Reply(View(str(error)), subject), earlier)
        for question in questions:
            reply = await self._desk.showing(
                asking, self._reply(asking, question, subject, started, several=len(questions) > 1)
            )
            subject = reply.after
            await self._put(message, said, reply, earlier)
        for surplus in earlier[len(said.ids) :]:
            with contextlib.suppress(BadRequest):  # deleted by hand, or too old to be
                await sender.delete_message(message.chat_id, surplus)
        if questions:
            await self._desk.keep(
                sender,
                lambda: self._dialogues.remember(
                    *place, question_id=asked, before=before, now=subject
                ),
                None,
            )
        return said

    async def _make_up(self, message: Message, said: _Said) -> None:
        """Offer what may be lost once more, while others have their turn: it takes a while."""
        for number, reply in enumerate(said.replies):
            if said.ids[number] == _NOWHERE and reply.again:
                head = reply.line.html if reply.line else ""
                notice = await doubt.offer(said.asking, reply.again, head)
                said.ids[number] = notice.message_id
                await self._record(message, said.ids)

    async def _record(self, message: Message, replies: Sequence[int]) -> None:
        """Keep which messages answered one; killed before that, the bot answers it anew."""
        place = message.chat_id, message.message_id
        if _NOWHERE not in replies:
            record = partial(self._sent.record, *place, replies)
            await self._desk.keep(message.get_bot(), record, None)

    async def _reply(
        self, message: Message, question: str, subject: Subject | None, started: float,
        *, several: bool,
    ) -> _Reply:  # fmt: skip
        """Return what to reply to one question."""
        sender = message.get_bot()
        try:
            question = check_question(question)
            understood = await self._desk.consult(
                sender, lambda searcher: understand(searcher, question, subject, HITS)
            )
        except (UnaskableError, UnavailableError) as error:
            return _Reply(View(str(error)), subject)
        answer, outcome = understood.answer, _outcome(understood)
        best = answer.hits[0].passage.document.id if outcome == "answered" else None
        name = await self._desk.keep(
            sender, lambda: self._journal.record(question, outcome, best, answer.took_ms), ""
        )
        about = answer.subject.document or NO_DOCUMENT if answer.subject else ""
        button = ShowHit(0, journal=name, about=about)
        line = line_above(understood, question, several=several)
        view = await asyncio.to_thread(first_view, understood, button, line)
        self._desk.metrics.answered(outcome, time.perf_counter() - started)
        return _Reply(view, understood.after, button, line)

    async def _put(
        self, message: Message, said: _Said, reply: _Reply, earlier: Sequence[int]
    ) -> None:
        """Make the earlier message in its place the next reply, or send it anew."""
        number = next(iter(earlier[len(said.ids) :]), _NOWHERE)
        if number == _NOWHERE or not await _became(said.asking, number, reply.view):
            try:
                sent = await said.asking.reply_text(reply.view.text, reply_markup=reply.view.markup)
                number = sent.message_id
            except LostReplyError:
                if reply.again is None:
                    raise
                number = _NOWHERE
        said.replies.append(reply)
        said.ids.append(number)
        # At once: the next one may fail, and an edit must find those that did not.
        await self._record(message, said.ids)

    async def _show_hit(self, query: CallbackQuery, button: ShowHit) -> None:
        message = card(query)
        line, question = _question_of(message)
        view = await self._desk.consult(
            query.get_bot(), lambda searcher: again_view(searcher, question, button, line)
        )
        await edit(message, view)

    async def _mend(self, query: CallbackQuery, _: Mend) -> None:
        message = card(query)
        _line, question = _question_of(message)
        view = await self._desk.consult(
            query.get_bot(), lambda searcher: mended_view(searcher, question)
        )
        await edit(message, view)

    async def _vote(self, query: CallbackQuery, button: Vote) -> Toast:
        chat, person, up = card(query).chat_id, query.from_user.id, bool(button.up)
        verdict = await self._desk.keep(
            query.get_bot(),
            lambda: self._journal.vote(button.journal, chat, person, up=up),
            "unknown",
        )
        return Toast(messages.VOTED[verdict])

    async def _example(self, query: CallbackQuery, button: AskExample) -> None:
        greeting = card(query)
        question = await self._desk.consult(
            query.get_bot(), lambda searcher: views.example(searcher, button)
        )
        # The answer's buttons find the question in the message that it replies to.
        message = await greeting.reply_text(question, parse_mode=None, do_quote=False)
        async with self._turn(message.chat_id):
            said = await self._answer(message, (), time.perf_counter())
        await self._make_up(message, said)


async def _became(asking: Message, number: int, view: View) -> bool:
    """Make a message of ours in the same chat another view; False if it is gone."""
    try:
        await asking.get_bot().edit_message_text(
            view.text, asking.chat_id, number, reply_markup=view.markup
        )
    except BadRequest as error:
        return "not modified" in error.message.lower()
    return True


def card(query: CallbackQuery) -> Message:
    """Return the message under which a button was pressed.

    Raises:
        StaleButtonError: If Telegram gives it no more.
    """
    message = query.message
    if not (isinstance(message, Message) and message.is_accessible):
        raise StaleButtonError(messages.OLD_MESSAGE)
    return message


def asked(card: Message) -> str:
    """Return what a card replies to, without a command or mentions; empty if it is gone."""
    return words_of(card.reply_to_message) if card.reply_to_message else ""


def _question_of(card: Message) -> tuple[Line | None, str]:
    """Return the line in which a card says what it answers, if any, and the question.

    Raises:
        StaleButtonError: If neither the line nor the message it replies to is there.
    """
    line = read_line(card.text or "", card.entities)
    question = line.question if line else asked(card)
    if not question:
        raise StaleButtonError(messages.QUESTION_GONE)
    return line, check_question(question)


def _place(message: Message) -> tuple[int, int, int]:
    """Return what tells a conversation from others: chat, topic and, in a group, the person."""
    topic = message.message_thread_id if message.is_topic_message else None
    private = message.chat.type == ChatType.PRIVATE
    person = None if private else message.from_user
    return message.chat_id, topic or 0, person.id if person else 0


def _outcome(understood: Understood) -> Outcome:
    if not related(understood.answer):
        return "nothing"
    return "answered" if understood.answer.enough else "near"
