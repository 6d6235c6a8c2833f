"""A demo that has told its story and stays up."""

import socket
import subprocess
from contextlib import contextmanager


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def taken(*ports: int):
    """Something else listens on these ports."""
    sockets = []
    for port in ports:
        taker = socket.socket()
        taker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taker.bind(("127.0.0.1", port))
            taker.listen()
        except OSError:
            pass  # taken already, which is what is wanted
        sockets.append(taker)
    yield
    for taker in sockets:
        taker.close()


@contextmanager
def staying_up(root, environment):
    """A demo that has told its story and stays up, and all it said."""
    demo = subprocess.Popen(
        [root / ".venv/bin/python", "scripts/demo.py"],
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines = []
    for line in demo.stdout:
        lines.append(line)
        if "Ctrl-C" in line:
            break
    try:
        yield demo, "".join(lines)
    finally:
        demo.terminate()
        demo.wait(20)
        demo.stdout.close()
