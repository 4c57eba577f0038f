"""A program that takes one message in and is killed: `committed` or `leased`, never shown."""

import os
import signal
import sys
import time

from bot.channels.terminal import CHANNEL, Terminal
from bot.inbox import Inbox
from bot.opening import open_database
from bot.settings import settings
from handlers.conversation import Inbound
from handlers.programme import load


def main(moment: str, sender: str, update_id: str, text: str) -> None:
    database = open_database(settings())
    inbox = Inbox(database, load(), oldest_seconds=None)
    message = Inbound(CHANNEL, sender, update_id, time.time(), text)
    if moment == "committed":
        inbox.receive(message)
        _die()
    with Terminal(database, inbox, time.time).answering(message):
        _die()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
