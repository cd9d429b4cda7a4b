"""The day it is in Việt Nam: directives are in force by it, wherever the machine's clock stands."""

import datetime

VIETNAM = datetime.timezone(datetime.timedelta(hours=7))  # one time, summer and winter


def today() -> datetime.date:
    """Return the day it is in Việt Nam."""
    return datetime.datetime.now(VIETNAM).date()
