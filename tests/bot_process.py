"""The real ``python -m bot`` as a process, and a small folder of directives to ask it about."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from bot_api import ADMIN, TOKEN

QUESTION = "Khối dân vận cấp xã có bao nhiêu thành viên?"
CONCLUSION = """\
TỈNH ỦY BÌNH NGUYÊN
Số 15-KL/TU
Bình Nguyên, ngày 10 tháng 3 năm 2024

KẾT LUẬN
CỦA BAN THƯỜNG VỤ TỈNH ỦY
về nâng cao chất lượng công tác dân vận ở cơ sở

I. TÌNH HÌNH

Công tác dân vận ở cơ sở đã có chuyển biến, song ở một số xã còn lúng túng.

II. NHIỆM VỤ, GIẢI PHÁP

1. Về tổ chức

Khối dân vận cấp xã có từ {members} thành viên, do phó bí thư đảng ủy làm trưởng khối.

2. Về hoạt động

Khối dân vận cấp xã họp định kỳ mỗi quý một lần và họp đột xuất khi cấp ủy yêu cầu.
"""
GUIDANCE = """\
BAN TỔ CHỨC TỈNH ỦY BÌNH NGUYÊN
Số 09-HD/BTCTU
Bình Nguyên, ngày 5 tháng 6 năm 2023

HƯỚNG DẪN
về chuyển sinh hoạt đảng và quản lý đảng viên đi làm ăn xa

1. Đảng viên chuyển đến nơi cư trú mới phải nộp hồ sơ chuyển sinh hoạt đảng trong thời hạn 30 ngày.

2. Chi bộ phân công đảng viên giữ liên hệ với người đi làm ăn xa, ít nhất mỗi quý một lần.
"""


def write_documents(folder: Path, members: str = "9 đến 11") -> None:
    folder.mkdir(exist_ok=True)
    (folder / "15-kl-tu.txt").write_text(CONCLUSION.format(members=members), encoding="utf-8")
    (folder / "09-hd-btctu.txt").write_text(GUIDANCE, encoding="utf-8")


def build(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scripts.build_index", "documents", "--index", "built"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)


class Process:
    """A bot process, its log, and the way to stop it."""

    def __init__(self, tmp_path: Path, url: str, **settings: str) -> None:
        self.log_path = tmp_path / "bot.log"
        names = (
            "TELEGRAM_",
            "ACCESS",
            "ALLOWED_",
            "ADMIN_",
            "WEBHOOK_",
            "INDEX_",
            "STATE_",
            "METRICS_",
        )
        environment = {k: v for k, v in os.environ.items() if not k.startswith(names)}
        environment |= {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": url,
            "INDEX_DIR": "built",
            "ACCESS": "public",
            "ADMIN_USER_IDS": str(ADMIN["id"]),
            "STATE_DB": "state/sotay.sqlite3",
            **settings,
        }
        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot"], cwd=tmp_path, env=environment, stderr=log
            )

    @property
    def log(self) -> str:
        return self.log_path.read_text(encoding="utf-8")

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def terminate(self) -> None:
        self._process.send_signal(signal.SIGTERM)

    def wait(self) -> int:
        return self._process.wait(30)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
