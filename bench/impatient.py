"""The portal's settings with less patience for a mail server: the fault of one that hangs is played many times."""

from techhire.settings import *  # noqa: F403 -- the same settings, but for one

EMAIL_TIMEOUT = 3  # seconds for any one answer
