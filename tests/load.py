"""Many chats ask at once: what was lost, what came twice, how long answers took, what it cost.

    python tests/load.py                       # 200 chats, 30 questions a second, one minute
    python tests/load.py --questions 20000     # as many as that, in eleven minutes

Starts the real bot as a process and a Telegram of its own in this one, on the same machine. A
question's time is the bot's: from the update handed out to the answer received. Questions come
at random moments, as people's do.
"""

import argparse
import itertools
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from bot_api import USER
from bot_api_server import BotApiServer
from bot_process import Process

ROOT = Path(__file__).parents[1]
FIRST_CHAT = 10_000
SAMPLE_EVERY_S = 10.0
PAGE_BYTES, TICKS = resource.getpagesize(), os.sysconf("SC_CLK_TCK")


class Crowd:
    """People in private chats, and what the bot answered each of them."""

    def __init__(self, server: BotApiServer, chats: int) -> None:
        self.api = server.api
        self.api.on_message = self._answered
        self.chats = itertools.cycle(range(FIRST_CHAT, FIRST_CHAT + chats))
        self.asked: dict[tuple[int, int], int] = {}  # chat and message → update
        self.answers: Counter[tuple[int, int]] = Counter()
        self.times_s: list[float] = []
        self.first = threading.Event()

    def ask(self, question: str) -> None:
        """Let the next person ask."""
        chat = next(self.chats)
        place = {"id": chat, "type": "private"}
        with self.api._changed:  # else an answer may come before it is known what it answers
            update = self.api.write(question, chat=place, user={**USER, "id": chat})
            self.asked[chat, update["message"]["message_id"]] = update["update_id"]

    def _answered(self, message: dict) -> None:
        now = time.monotonic()
        key = (message["chat"]["id"], message.get("reply_to_message", {}).get("message_id", 0))
        if key in self.asked:
            self.answers[key] += 1
            self.times_s.append(now - self.api.handed_out[self.asked[key]])
            self.first.set()

    @property
    def waiting(self) -> int:
        """How many questions have no answer yet."""
        return len(self.asked) - len(self.answers)


def usage(pid: int) -> tuple[float, float]:
    """Return the seconds of CPU and the MiB of memory of a process (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS, int(fields[21]) * PAGE_BYTES / 2**20


def percentile(times_s: list[float], share: float) -> float:
    """Return the time in ms that this share of the answers took at most."""
    ordered = sorted(times_s)
    return 1_000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def run(crowd: Crowd, pid: int, questions: list[str], rate: float, number: int) -> None:
    """Ask so many questions at this rate, and print what is happening meanwhile."""
    chance = random.Random(5)
    began = moment = time.monotonic()
    sampled, cpu_before = began, usage(pid)[0]
    print(f"{'asked':>7} {'p50 ms':>7} {'p99 ms':>7} {'CPU %':>6} {'MiB':>7}", flush=True)
    recent = 0
    for count, question in enumerate(itertools.islice(itertools.cycle(questions), number), 1):
        moment += chance.expovariate(rate)
        time.sleep(max(0.0, moment - time.monotonic()))
        crowd.ask(question)
        now = time.monotonic()
        if now - sampled >= SAMPLE_EVERY_S or count == number:
            cpu, memory = usage(pid)
            times, recent = crowd.times_s[recent:] or [0.0], len(crowd.times_s)
            print(
                f"{count:>7} {percentile(times, 0.5):>7.0f} {percentile(times, 0.99):>7.0f} "
                f"{100 * (cpu - cpu_before) / (now - sampled):>6.0f} {memory:>7.1f}",
                flush=True,
            )
            sampled, cpu_before = now, cpu


def report(crowd: Crowd) -> bool:
    """Print what came of it all; return whether every question has exactly one answer."""
    deadline = time.monotonic() + 60
    while crowd.waiting and time.monotonic() < deadline:
        time.sleep(0.1)
    twice = crowd.answers.total() - len(crowd.answers)
    shares = {f"p{100 * share:g}": round(percentile(crowd.times_s, share), 1)
              for share in (0.5, 0.9, 0.99, 1)}  # fmt: skip
    print(json.dumps({"asked": len(crowd.asked), "lost": crowd.waiting, "twice": twice,
                      "ms": shares}))  # fmt: skip
    return not crowd.waiting and not twice


def main() -> int:
    """Run the load; return 0 if nothing was lost and nothing came twice."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--chats", type=int, default=200)
    parser.add_argument("--rate", type=float, default=30.0, help="questions a second")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--questions", type=int, help="ask so many, however long it takes")
    parser.add_argument("--strict", action="store_true", help="let Telegram keep its limits")
    parser.add_argument("--index", type=Path, help="ask this index, not the shipped directives")
    options = parser.parse_args()
    lines = (ROOT / "corpus" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    with tempfile.TemporaryDirectory() as folder, BotApiServer() as server:
        index = options.index or Path(folder) / "built"
        if options.index is None:
            build = [sys.executable, "-m", "scripts.build_index", str(ROOT / "corpus/documents")]
            subprocess.run([*build, "--index", str(index)], check=True, capture_output=True)
        crowd = Crowd(server, options.chats)
        server.api.strict_rates = options.strict
        bot = Process(Path(folder), server.url, INDEX_DIR=str(index.resolve()))
        try:
            server.api.wait(lambda: server.api.sent("getUpdates"), 60)
            crowd.ask(questions[0])  # the index is opened before the clock runs
            crowd.first.wait(60)
            crowd.times_s.clear()
            number = options.questions or round(options.rate * options.seconds)
            run(crowd, bot.pid, questions, options.rate, number)
            done = report(crowd)
        finally:
            bot.terminate()
            bot.wait()
    return 0 if done else 1


if __name__ == "__main__":
    sys.exit(main())
