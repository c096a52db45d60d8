"""A PostgreSQL server of our own: the binaries of Debian's packages, a spare port, a folder that goes with the tests."""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

DEBIAN = Path("/usr/lib/postgresql")
MISSING = "PostgreSQL's server is not installed (Debian: apt-get install postgresql); .ci/run installs it"
SUPERUSER = "pmf"


@dataclass(frozen=True)
class Postgres:
    """A server that is running."""

    port: int
    password: str

    def url(self, database: str, *, password: str | None = None) -> str:
        """What SQLAlchemy opens."""
        return (
            f"postgresql+psycopg://{SUPERUSER}:{password or self.password}@127.0.0.1:{self.port}/{database}"
        )


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Start a server, and stop it; skips the test where there is none to start."""
    binaries = find_binaries()
    account = unprivileged_account()
    folder = Path(tempfile.mkdtemp(prefix="pmf-postgres-"))
    try:
        folder.chmod(0o755)
        if account:
            shutil.chown(folder, account)
        server = Postgres(spare_port(), secrets.token_hex(12))
        process = start(binaries, folder, server, account)
        try:
            await_answer(server, process, folder)
            yield server
        finally:
            process.terminate()
            process.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_binaries() -> Path:
    found = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    if on_path:
        return Path(on_path).resolve().parent
    if os.environ.get("PMF_POSTGRES_REQUIRED"):
        pytest.fail(MISSING)
    return pytest.skip(MISSING)


def unprivileged_account() -> str | None:
    """Whom to run the server as: PostgreSQL refuses to run as root."""
    return "postgres" if os.geteuid() == 0 else None


def spare_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(binaries: Path, folder: Path, server: Postgres, account: str | None) -> subprocess.Popen[bytes]:
    data, password_file = folder / "data", folder / "password"
    password_file.write_text(server.password, encoding="utf-8")
    if account:
        shutil.chown(password_file, account)
    made = [
        str(binaries / "initdb"),
        "--pgdata",
        str(data),
        "--username",
        SUPERUSER,
        "--auth",
        "scram-sha-256",
    ]
    made += ["--pwfile", str(password_file), "--encoding", "UTF8", "--locale", "C", "--no-sync"]
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
    where = {"cwd": folder, "user": account, "env": environment}
    subprocess.run(made, check=True, capture_output=True, **where)  # type: ignore[call-overload]
    password_file.unlink()
    command = [str(binaries / "postgres"), "-D", str(data), "-p", str(server.port), "-k", str(folder)]
    command += ["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "shared_buffers=32MB"]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, **where)  # type: ignore[call-overload]


def await_answer(
    server: Postgres, process: subprocess.Popen[bytes], folder: Path, *, tries: int = 300
) -> None:
    import psycopg

    for _ in range(tries):
        if process.poll() is not None:
            break
        with suppress(psycopg.OperationalError):
            where = f"host=127.0.0.1 port={server.port} user={SUPERUSER} password={server.password} dbname=postgres"
            psycopg.connect(where, connect_timeout=5).close()
            return
        time.sleep(0.1)
    pytest.fail(
        f"PostgreSQL did not start: {(folder / 'log').read_text(encoding='utf-8', errors='replace')[-800:]}"
    )
