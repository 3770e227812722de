"""Real processes for the slow tests: a Prefect server of its own, and `perennial` run as people run it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

BIN = Path(sys.executable).parent
PATIENCE = 180
"""Seconds: machines that run tests are busy ones."""


def environment(**more):
    """This environment without a person's Prefect settings, and with ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return kept | {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1", "NO_COLOR": "1"} | more


def perennial(*arguments, env, cwd, check=None):
    """(exit code, standard output, standard error) of one command."""
    done = subprocess.run(
        [BIN / "perennial", *arguments], env=env, cwd=cwd, capture_output=True, text=True, timeout=300, check=False
    )
    if check is not None:
        assert done.returncode == check, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.returncode, done.stdout, done.stderr


def prefect(*arguments, env, cwd):
    """One command of Prefect's; its output."""
    done = subprocess.run(
        [BIN / "prefect", "--no-prompt", *arguments],
        env=env, cwd=cwd, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def until(what, question, patience=PATIENCE):
    """Ask until the answer is true; give it."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if answer := question():
            return answer
        time.sleep(0.5)
    raise AssertionError(f"{what}: did not come within {patience} seconds")


@contextmanager
def running(command, env, cwd, log):
    """A process in a group of its own, stopped by its own id at the end, by force if need be."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=env, cwd=cwd, stdout=output, stderr=output, stdin=subprocess.DEVNULL, start_new_session=True
        )
        try:
            yield process
        finally:
            for stop in (signal.SIGTERM, signal.SIGKILL):
                if process.poll() is None:
                    process.send_signal(stop)
                    try:
                        process.wait(20)
                    except subprocess.TimeoutExpired:
                        continue


@contextmanager
def prefect_server(folder):
    """A server with a fresh home on a free port; gives the environment for its clients."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = folder / "prefect"
    home.mkdir()
    env = environment(PREFECT_HOME=str(home), PREFECT_API_URL=f"http://127.0.0.1:{port}/api")
    for name, value in settings().items():
        env.setdefault(name, value)
    command = [BIN / "prefect", "server", "start", "--no-ui", "--host", "127.0.0.1", "--port", str(port)]
    with running(command, env, folder, folder / "server.log") as server:
        until("the server", lambda: server.poll() is None and healthy(env))
        yield env


def settings():
    from flows.settings import PREFECT

    return PREFECT


def healthy(env):
    try:
        with urllib.request.urlopen(f"{env['PREFECT_API_URL']}/health", timeout=5) as reply:
            return reply.status == 200
    except OSError:
        return False


def flow_runs(env):
    """Every flow run that the server knows, with name, state and tags."""
    body = json.dumps({"sort": "EXPECTED_START_TIME_ASC", "limit": 100}).encode()
    request = urllib.request.Request(
        f"{env['PREFECT_API_URL']}/flow_runs/filter", body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as reply:
        return json.load(reply)


def task_run_count(env):
    """How many task runs the server has kept."""
    request = urllib.request.Request(
        f"{env['PREFECT_API_URL']}/task_runs/count", b"{}", {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as reply:
        return json.load(reply)
