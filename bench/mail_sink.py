"""A mail server that does as little as it can, in a process of its own: `mail_sink.py PORT [SECONDS]`.

Where it is far away, each answer takes so many seconds.

It takes whatever comes, also many commands at once, and answers two of its own: XCLEAR forgets, XCOUNT says as JSON how
many letters it took, how many Message-IDs those were, and how many seconds passed from the first to the last.
"""

import asyncio
import json
import re
import sys
import time

OFFERS = b"250-sink\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 PIPELINING\r\n"
MESSAGE_ID = re.compile(rb"^message-id:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
HEAD = 4000  # bytes in which the headers of a letter end
END = b"\r\n.\r\n"


class Ledger:
    """What was taken, of all conversations together."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget."""
        self.ids: set[bytes] = set()
        self.taken = 0
        self.size = 0
        self.first = self.last = 0.0

    def take(self, content: bytes) -> None:
        """Take one letter."""
        self.last = time.monotonic()
        self.first = self.first or self.last
        found = MESSAGE_ID.search(content[:HEAD])
        self.ids.add(found[1] if found else str(self.taken).encode())
        self.taken += 1
        self.size += len(content)

    def told(self) -> bytes:
        """Return the answer to XCOUNT."""
        told = {"taken": self.taken, "ids": len(self.ids), "size": self.size, "seconds": self.last - self.first}
        return b"250 " + json.dumps(told).encode() + b"\r\n"


class Conversation(asyncio.Protocol):
    """One client's visit."""

    def __init__(self, ledger: Ledger, trip: float) -> None:
        self.ledger, self.trip = ledger, trip
        self.rest = b""
        self.is_content = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 -- of a server on TCP
        self.transport = transport
        transport.write(b"220 sink ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        """Answer all that has come whole."""
        self.rest += data
        answers = []
        while True:
            mark = END if self.is_content else b"\r\n"
            end = self.rest.find(mark)
            if end < 0:
                break
            part, self.rest = self.rest[:end], self.rest[end + len(mark) :]
            answers.append(self.taken(part) if self.is_content else self.command(part))
        if answers and self.trip:
            asyncio.get_running_loop().call_later(self.trip, self.transport.write, b"".join(answers))
        elif answers:
            self.transport.write(b"".join(answers))

    def taken(self, content: bytes) -> bytes:
        """Take a letter."""
        self.is_content = False
        self.ledger.take(content)
        return b"250 2.0.0 taken\r\n"

    def command(self, line: bytes) -> bytes:
        """Return the answer to a command."""
        verb = line[:8].upper().split(b" ")[0]
        if verb == b"DATA":
            self.is_content = True
            return b"354 go ahead\r\n"
        if verb == b"EHLO":
            return OFFERS
        if verb == b"QUIT":
            asyncio.get_running_loop().call_soon(self.transport.close)
            return b"221 bye\r\n"
        if verb == b"XCOUNT":
            return self.ledger.told()
        if verb == b"XCLEAR":
            self.ledger.clear()
        return b"250 fine\r\n"


async def main(port: int, trip: float) -> None:
    """Listen until somebody ends the process."""
    ledger = Ledger()
    server = await asyncio.get_running_loop().create_server(lambda: Conversation(ledger, trip), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 0))
