"""One refresh of a review at a time, and no lock that outlives its holder."""

import os
import signal
import subprocess
import sys
import textwrap

import pytest

from evidence import Store
from schemas.errors import AlreadyRunning

HOLDER = textwrap.dedent("""
    import sys, time
    from evidence import Store
    with Store(sys.argv[1]) as store, store.lock("thyroid"):
        print("held", flush=True)
        time.sleep(60)
""")


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/evidence.sqlite"


def test_the_second_says_so_and_the_first_goes_on(url):
    with Store(url) as first, Store(url) as second, first.lock("thyroid"):
        with (
            pytest.raises(AlreadyRunning, match=r"thyroid: another refresh .* is running") as refused,
            second.lock("thyroid"),
        ):
            pass
        assert refused.value.exit_code == 3
        with second.lock("thyroid@archive"), second.lock("other/../review"):
            pass


def test_free_again_after_an_error(url):
    with Store(url) as store:
        with pytest.raises(ZeroDivisionError), store.lock("thyroid"):
            raise ZeroDivisionError
        with store.lock("thyroid"):
            pass


def test_free_again_after_kill_9(url):
    with subprocess.Popen([sys.executable, "-c", HOLDER, url], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        with Store(url) as store:
            with pytest.raises(AlreadyRunning, match=f"process {holder.pid}"), store.lock("thyroid"):
                pass
            os.kill(holder.pid, signal.SIGKILL)
            holder.wait()
            with store.lock("thyroid"):
                pass
