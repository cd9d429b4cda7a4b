"""What commands and bot share: read from the environment, or else from ``.env`` beside them."""

import os
from pathlib import Path

from dotenv import dotenv_values

ENV_FILE = Path(".env")
DEFAULTS = {
    "DOCUMENTS_DIR": "corpus/documents",
    "INDEX_DIR": "var/index",
    "ENCODER": "embedded",
    "RERANKER": "",
}


def setting(name: str) -> str:
    """Return a setting of ``DEFAULTS``; one that is empty counts as not given."""
    return os.environ.get(name) or dotenv_values(ENV_FILE).get(name) or DEFAULTS[name]
