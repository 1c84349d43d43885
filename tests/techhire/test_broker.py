"""The embedded broker: whole messages, each to one reader, whatever is killed or removed in between."""

import os
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Empty

import pytest
from kombu.connection import Connection
from kombu.entity import Queue

from techhire import broker

LONG_AGO = 10_000  # seconds after any file of a test was made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that does not exist yet."""
    return tmp_path / "deep" / "broker"


@pytest.fixture
def connection(folder: Path) -> Iterator[Connection]:
    """A connection to the folder."""
    broker.register()
    with Connection("folder://localhost", transport_options={"folder": str(folder)}) as opened:
        yield opened


def channel_of(connection: Connection) -> broker.Channel:
    """Return a channel of its own, as each thread and process has."""
    return connection.channel()


def test_a_message_comes_out_as_it_went_in(connection: Connection) -> None:
    queue = connection.SimpleQueue("letters")
    queue.put({"say": "grüß Gott 🙂"})
    message = queue.get(timeout=5)
    message.ack()
    assert message.payload == {"say": "grüß Gott 🙂"}
    queue.close()


def test_messages_come_oldest_first_and_queues_stay_apart(connection: Connection) -> None:
    channel = channel_of(connection)
    for number in range(5):
        channel._put("a", {"n": number})
    channel._put("a.b/c", {"n": "other"})
    assert [channel._get("a")["n"] for _ in range(5)] == [0, 1, 2, 3, 4]
    assert channel._get("a.b/c") == {"n": "other"}
    with pytest.raises(Empty):
        channel._get("a")


def test_only_the_owner_can_look_into_the_folder(connection: Connection, folder: Path) -> None:
    folder.mkdir(parents=True, mode=0o755)
    channel = channel_of(connection)
    channel._put("a", {})
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()] == [0o600]


def test_a_half_written_message_is_never_read(connection: Connection, folder: Path) -> None:
    channel = channel_of(connection)
    (folder / f"0-half.a{broker.NEW}").write_text('{"half":')
    with pytest.raises(Empty):
        channel._get("a")


def test_an_unreadable_message_is_dropped_and_the_next_one_read(connection: Connection, folder: Path) -> None:
    channel = channel_of(connection)
    (folder / f"0-empty.a{broker.READY}").write_text("")
    channel._put("a", {"n": 1})
    assert channel._get("a") == {"n": 1}
    assert list(folder.iterdir()) == []


def test_a_claim_of_a_killed_reader_comes_back_and_its_half_written_file_goes(
    connection: Connection, folder: Path
) -> None:
    channel = channel_of(connection)
    (folder / f"0-claimed.a{broker.TAKEN}").write_text('{"n": 1}')
    (folder / f"1-half.a{broker.NEW}").write_text('{"n"')
    now = (folder / f"0-claimed.a{broker.TAKEN}").stat().st_ctime
    broker.sweep(folder, now=now)
    assert channel._size("a") == 0, "a claim of this very moment is somebody's"
    broker.sweep(folder, now=now + LONG_AGO)
    assert channel._get("a") == {"n": 1}
    assert list(folder.iterdir()) == []


def test_a_removed_folder_comes_back(connection: Connection, folder: Path) -> None:
    channel = channel_of(connection)
    shutil.rmtree(folder)
    with pytest.raises(Empty):
        channel._get("a")
    shutil.rmtree(folder)
    channel._put("a", {"n": 1})
    assert channel._get("a") == {"n": 1}


def test_a_folder_that_cannot_be_written_is_said_so(connection: Connection, folder: Path) -> None:
    channel = channel_of(connection)
    shutil.rmtree(folder)
    folder.write_text("a file where the folder was")
    with pytest.raises(connection.channel_errors):
        channel._put("a", {})
    with pytest.raises(Empty):
        channel._get("a")


def test_purging_counts_what_it_removed(connection: Connection) -> None:
    channel = channel_of(connection)
    for _ in range(3):
        channel._put("a", {})
    assert (channel._purge("a"), channel._size("a")) == (3, 0)


def test_eight_readers_share_what_four_writers_write(connection: Connection) -> None:
    each = 100
    got: list[int] = []
    lock = threading.Lock()
    done = threading.Event()

    def write(writer: int) -> None:
        channel = channel_of(connection)
        for number in range(each):
            channel._put("a", {"n": writer * each + number, "padding": "x" * 5000})

    def read() -> None:
        channel = channel_of(connection)
        while True:
            is_over = done.is_set()
            try:
                message = channel._get("a")
            except Empty:
                if is_over:
                    return
                continue
            with lock:
                got.append(message["n"])

    writers = [threading.Thread(target=write, args=[number]) for number in range(4)]
    readers = [threading.Thread(target=read) for _ in range(8)]
    for thread in [*readers, *writers]:
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in readers:
        thread.join()
    assert sorted(got) == list(range(4 * each)), "none lost, none doubled"


READER = """
import sys
from queue import Empty
from kombu import Connection
from techhire import broker
broker.register()
channel = Connection("folder://localhost", transport_options={"folder": sys.argv[1]}).channel()
while True:
    try:
        print(channel._get("a")["n"], flush=True)
    except Empty:
        break
"""


def test_two_processes_never_get_the_same_message(connection: Connection, folder: Path) -> None:
    channel = channel_of(connection)
    for number in range(300):
        channel._put("a", {"n": number})
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, str(folder)],
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": "."},
        )
        for _ in range(2)
    ]
    answers = [reader.communicate()[0].split() for reader in readers]
    assert [reader.returncode for reader in readers] == [0, 0]
    assert sorted(int(number) for answer in answers for number in answer) == list(range(300))


def test_a_queue_is_declared_and_bound_like_on_any_broker(connection: Connection) -> None:
    with connection.Producer() as producer:
        producer.publish(
            {"n": 1}, routing_key="celery", declare=[Queue("celery", routing_key="celery")], serializer="json"
        )
    with connection.SimpleQueue("celery") as queue:
        assert queue.get(timeout=5).payload == {"n": 1}
