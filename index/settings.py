"""What commands and bot share: read from the environment, or else from ``.env`` beside them."""

import os
from pathlib import Path

from dotenv import dotenv_values

from index.errors import RetrievalError

ENV_FILE = Path(".env")
NOT_UTF8 = f"{ENV_FILE} is not in UTF-8; save it in UTF-8"
DEFAULTS = {
    "DOCUMENTS_DIR": "corpus/documents",
    "INDEX_DIR": "var/index",
    "ENCODER": "embedded",
    "RERANKER": "",
    "STATE_DB": "var/state.sqlite3",
}


def setting(name: str) -> str:
    """Return a setting of ``DEFAULTS``; one that is empty counts as not given.

    Raises:
        RetrievalError: If the file is not in UTF-8.
    """
    try:
        return os.environ.get(name) or dotenv_values(ENV_FILE).get(name) or DEFAULTS[name]
    except UnicodeDecodeError as error:
        raise RetrievalError(NOT_UTF8) from error
