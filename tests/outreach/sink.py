"""A small mail server that answers as it is told and remembers what it took: for tests and for `make faults`."""

import asyncio
import email
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message
from email.policy import default
from typing import Self

STEPS = ("connect", "ehlo", "auth", "mail", "rcpt", "data", "dot", "answered")
HANG, CLOSE = "hang", "close"


@dataclass(frozen=True)
class Taken:
    """One letter that the sink answered with 250, or took without being able to say so."""

    recipient: str
    message_id: str
    message: Message
    raw: bytes


@dataclass
class Sink:
    """Listens on a free port of loopback in a thread of its own.

    `script` names, by recipient or "*", what is answered at a step: a line such as "450 not now", HANG or CLOSE.
    `on_step` is called with the step and the recipient before the answer is given.
    """

    script: dict[str, dict[str, str]] = field(default_factory=dict)
    on_step: Callable[[str, str], None] | None = None
    password: str = ""
    tls: ssl.SSLContext | None = None
    implicit_tls: bool = False
    is_slow_by: float = 0.0  # seconds before each answer
    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    connections: int = 0
    callers: list[int] = field(default_factory=list)  # the ports that talk just now
    played: list[tuple[str, str]] = field(default_factory=list)  # step and recipient of what the script answered

    def __enter__(self) -> Self:
        """Start to listen."""
        self.loop = asyncio.new_event_loop()
        started = threading.Event()
        self.thread = threading.Thread(target=self.serve, args=[started], daemon=True)
        self.thread.start()
        started.wait(5)
        return self

    def __exit__(self, *fault: object) -> None:
        """Hang up."""
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)

    def serve(self, started: threading.Event) -> None:
        """Run the server until it is told to stop."""
        asyncio.set_event_loop(self.loop)
        context = self.tls if self.implicit_tls else None
        server = self.loop.run_until_complete(asyncio.start_server(self.talk, "127.0.0.1", self.port, ssl=context))
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        self.loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.run_until_complete(asyncio.sleep(0))
        self.loop.close()

    def ids(self, recipient: str = "") -> list[str]:
        """Return the Message-IDs of what was taken."""
        return [letter.message_id for letter in self.taken if not recipient or letter.recipient == recipient]

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hold one conversation."""
        self.connections += 1
        port = writer.get_extra_info("peername")[1]
        self.callers.append(port)
        conversation = Conversation(self, reader, writer)
        try:
            await conversation.hold()
        except (Closed, ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            self.callers.remove(port)
            writer.close()


class Closed(Exception):
    """The script says to hang up."""


class Conversation:
    """One client's visit."""

    def __init__(self, sink: Sink, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.sink, self.reader, self.writer = sink, reader, writer
        self.recipient = ""
        self.has_sender = self.may_send = False

    async def answer(self, step: str, line: str) -> bool:
        """Give the scripted answer of a step, or this one; returns whether it was a yes."""
        if self.sink.on_step:
            await asyncio.get_running_loop().run_in_executor(None, self.sink.on_step, step, self.recipient)
        if self.sink.is_slow_by:
            await asyncio.sleep(self.sink.is_slow_by)
        scripted = self.sink.script.get(self.recipient, {}).get(step) or self.sink.script.get("*", {}).get(step)
        if scripted:
            self.sink.played.append((step, self.recipient))
        line = scripted or line
        if line == HANG:
            while await self.reader.read(1000):  # until the other side gives up
                pass
            raise Closed
        if line == CLOSE:
            raise Closed
        self.writer.write(f"{line}\r\n".encode())
        await self.writer.drain()
        if line.startswith("421"):
            raise Closed
        return line[0] in "23"

    async def hold(self) -> None:
        """Answer command after command."""
        if not await self.answer("connect", "220 sink ESMTP"):
            return
        while line := (await self.reader.readline()).decode("utf-8", "replace").rstrip("\r\n"):
            self.sink.said.append(line)
            verb, _, rest = line.partition(" ")
            handler = getattr(self, f"on_{verb.lower()}", None)
            if handler is None:
                await self.answer("other", "502 5.5.1 what?")
            elif await handler(rest) is False:
                return

    async def on_ehlo(self, rest: str) -> None:
        """Greet, and say what is offered."""
        offers = ["sink", "SIZE 1000000", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "PIPELINING"]
        if self.sink.tls and not self.sink.implicit_tls:
            offers.append("STARTTLS")
        if self.sink.password:
            offers.append("AUTH PLAIN")
        lines = [f"250-{offer}" for offer in offers]
        lines[-1] = lines[-1].replace("-", " ", 1)
        await self.answer("ehlo", "\r\n".join(lines))

    async def on_helo(self, rest: str) -> None:
        """Greet in the old way."""
        await self.answer("ehlo", "250 sink")

    async def on_starttls(self, rest: str) -> None:
        """Go on encrypted."""
        await self.answer("starttls", "220 go ahead")
        assert self.sink.tls
        await self.writer.start_tls(self.sink.tls)

    async def on_auth(self, rest: str) -> None:
        """Check the password."""
        import base64

        given = base64.b64decode(rest.rpartition(" ")[2]).decode().split("\0")[-1]
        await self.answer("auth", "235 welcome" if given == self.sink.password else "535 5.7.8 wrong password")

    async def on_mail(self, rest: str) -> None:
        """Take the sender."""
        self.recipient = ""
        self.may_send = False
        self.has_sender = await self.answer("mail", "250 2.1.0 fine")

    async def on_rcpt(self, rest: str) -> None:
        """Take the recipient."""
        self.recipient = rest.partition("<")[2].partition(">")[0]
        if self.has_sender:
            self.may_send = await self.answer("rcpt", "250 2.1.5 fine")
        else:
            await self.answer("other", "503 5.5.1 from whom?")

    async def on_data(self, rest: str) -> None:
        """Take the content; what is answered with a yes, or not at all, is taken."""
        if not self.may_send:
            await self.answer("other", "503 5.5.1 to nobody")
            return
        if not await self.answer("data", "354 go ahead"):
            return
        lines = []
        while (line := await self.reader.readuntil(b"\r\n")) != b".\r\n":
            lines.append(line[1:] if line.startswith(b".") else line)
        raw = b"".join(lines)
        message = email.message_from_bytes(raw, policy=default)
        letter = Taken(self.recipient, str(message["Message-ID"]), message, raw)
        scripted = self.sink.script.get(self.recipient, {}).get("dot") or self.sink.script.get("*", {}).get("dot") or ""
        if not scripted or scripted in {HANG, CLOSE} or scripted.startswith("2"):
            self.sink.taken.append(letter)
        await self.answer("dot", "250 2.0.0 taken")
        if self.sink.on_step:
            await asyncio.get_running_loop().run_in_executor(None, self.sink.on_step, "answered", self.recipient)

    async def on_rset(self, rest: str) -> None:
        """Forget the letter at hand."""
        self.recipient = ""
        await self.answer("rset", "250 2.0.0 forgotten")

    async def on_noop(self, rest: str) -> None:
        """Do nothing."""
        await self.answer("noop", "250 fine")

    async def on_quit(self, rest: str) -> bool:
        """Say goodbye."""
        await self.answer("quit", "221 bye")
        return False
