"""A PostgreSQL of the tests' own, on a socket in a scratch folder, run as the user postgres where one is root."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

_PLACES = ("/usr/lib/postgresql", "/usr/local/pgsql", "/opt/homebrew/opt")


def programs() -> Path | None:
    """Return the folder with the newest PostgreSQL's programs; None where there is none."""
    found = [p for top in _PLACES for p in Path(top).glob("*/bin") if (p / "initdb").exists()]
    if (there := shutil.which("initdb")) is not None:
        found.append(Path(there).parent)
    return max(found, key=lambda p: [int(n) if n.isdigit() else 0 for n in p.parts[-2].split(".")], default=None)


class Cluster:
    """A server; `url(login, database)` is its address."""

    def __init__(self, bins: Path) -> None:
        self.bins = bins
        self.root = os.getuid() == 0
        if self.root:
            pwd.getpwnam("postgres")
        self.folder = Path(tempfile.mkdtemp(prefix="qda-pg-"))
        self.folder.chmod(0o755)
        if self.root:
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "-D", f"{self.folder}/data", "-A", "trust", "--no-sync", "--no-instructions", "-U", "postgres",
                  "-E", "UTF8", "--locale", "C")  # fmt: skip
        self.start()

    def _run(self, program: str, *args: str) -> None:
        done = subprocess.run(
            [str(self.bins / program), *args], capture_output=True, text=True, cwd=self.folder,
            user="postgres" if self.root else None, env={"PATH": os.environ["PATH"], "LC_ALL": "C"}, close_fds=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self) -> None:
        """Start the server."""
        options = f"-k {self.folder} -h '' -F -c max_connections=60 -c shared_buffers=16MB -c autovacuum=off"
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-w", "-l", f"{self.folder}/log", "-o", options, "start")

    def stop(self) -> None:
        """Stop it at once, as a crash would."""
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-m", "immediate", "stop")

    def url(self, login: str, database: str = "postgres") -> str:
        """Return the address of a database for a login."""
        return f"postgresql://{login}@/{database}?host={self.folder}"

    def away(self) -> None:
        """Stop the server and remove all of it."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
