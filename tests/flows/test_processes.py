"""The whole thing as people run it: real processes, a real Prefect server, real kills."""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
import yaml
from processes import BIN, environment, flow_runs, perennial, prefect, prefect_server, running, task_run_count, until
from small_services import Services, paper, serve, trial

from evidence import Store

ROOT = Path(__file__).parents[2]
FIXTURES = Path(__file__).parent / "fixtures"
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("flows")]


def lay_out(folder, services_environment, env):
    """A workplace with the made-up review; the environment in which its commands run."""
    shutil.copytree(FIXTURES / "marsh_fever", folder / "reviews" / "marsh_fever")
    return env | services_environment | {"PERENNIAL_DATABASE_URL": f"sqlite:///{folder}/var/evidence.sqlite"}


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with prefect_server(tmp_path_factory.mktemp("server")) as env:
        yield env


def test_by_hand_without_a_server(tmp_path):
    """Prefect starts a server of its own for the refresh; nothing but our own lines is printed."""
    with serve(Services()) as addresses:
        env = lay_out(tmp_path, addresses, environment(PREFECT_HOME=str(tmp_path / "prefect"), PATH=os.defpath))
        code, out, err = perennial("refresh", "marsh_fever", env=env, cwd=tmp_path)
        assert code in (0, 1), err
        assert err == ""
        assert "The CSV: outputs/marsh_fever/meta_analysis.csv" in out
        assert f"Next: {BIN / 'perennial'} status marsh_fever" in out  # not on PATH here
        assert (tmp_path / "outputs" / "marsh_fever" / "meta_analysis.csv").exists()
        _, out, _ = perennial("status", "marsh_fever", env=env, cwd=tmp_path, check=0)
        assert "pubmed: 3 records, last searched" in out


@pytest.mark.parametrize("second", [False, True])
def test_ctrl_c_at_any_moment_is_one_sentence_and_130(tmp_path, second):
    """As a terminal sends it: to the whole process group. No process stays, and the next refresh finds nothing odd."""
    with serve(Services()) as addresses:
        env = lay_out(tmp_path, addresses, environment(PREFECT_HOME=str(tmp_path / "prefect")))
        for moment in (0.7, 2, 4, 6, 8, 10, 13):
            process = subprocess.Popen(
                [BIN / "perennial", "refresh", "marsh_fever"],
                env=env, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
            )  # fmt: skip
            try:
                process.wait(moment)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGINT)
                if second:
                    time.sleep(0.3)
                    with contextlib.suppress(ProcessLookupError):
                        os.killpg(process.pid, signal.SIGINT)
            _, err = process.communicate(timeout=30)
            if process.returncode in (0, 1):
                break
            assert (process.returncode, err.decode()) == (130, "Interrupted; what was stored so far is kept.\n"), moment
            until("the end of the group", lambda group=process.pid: not group_lives(group), 10)
        code, _, err = perennial("refresh", "marsh_fever", env=env, cwd=tmp_path)
        assert (code, err) in ((0, ""), (1, ""))


def group_lives(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_server_that_does_not_answer_is_one_sentence(tmp_path):
    env = lay_out(tmp_path, {}, environment(PREFECT_API_URL="http://127.0.0.1:9/api"))
    _, out, err = perennial("refresh", "marsh_fever", env=env, cwd=tmp_path, check=3)
    assert out == ""
    assert err.startswith("PREFECT_API_URL: no Prefect server answers at http://127.0.0.1:9/api;")
    assert err.count("\n") == 1


def test_a_failed_source_ends_with_3_and_its_sentence(tmp_path, server):
    services = Services()
    services.broken.add("pubmed")
    with serve(services) as addresses:
        env = lay_out(tmp_path, addresses, server)
        _, out, err = perennial("refresh", "marsh_fever", env=env, cwd=tmp_path, check=3)
    assert "pubmed: 0 records, 0 of them new or changed; failed, will be asked again" in out
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) == 1
    [run] = [run for run in flow_runs(server) if run["name"] == "marsh_fever manual"]
    assert run["state"]["type"] == "FAILED"


def test_a_source_that_a_guard_stopped_is_not_asked_again(tmp_path, server):
    services = Services()
    with serve(services) as addresses:
        env = lay_out(tmp_path, addresses, server)
        protocol = tmp_path / "reviews" / "marsh_fever" / "protocol.yml"
        text = protocol.read_text("utf-8")
        protocol.write_text(text.replace("{id: papers,", "{id: papers, expect: {least: 4},"), "utf-8")
        _, out, err = perennial("refresh", "marsh_fever", env=env, cwd=tmp_path, check=3)
    assert "pubmed: 0 records, 0 of them new or changed; stopped by a guard" in out
    assert err.startswith("pubmed: the query papers finds 3 records, fewer than the 4 that the protocol expects")
    assert err.count("\n") == 1
    assert len([request for request in services.asked if request.startswith("/pubmed/esearch")]) == 1


def test_two_at_once_the_second_ends_with_3(tmp_path, server):
    with serve(Services()) as addresses:
        env = lay_out(tmp_path, addresses, server)
        with Store(env["PERENNIAL_DATABASE_URL"]) as store, store.lock("marsh_fever"):
            _, _, err = perennial("refresh", "marsh_fever", env=env, cwd=tmp_path, check=3)
    assert err.startswith("marsh_fever: another refresh of this review is running")
    assert err.count("\n") == 1


def test_thousands_of_records_stay_under_300_task_runs(tmp_path, server):
    services = Services(0)
    services.papers = [paper(n) for n in range(2500)]
    with serve(services) as addresses:
        env = lay_out(tmp_path, addresses, server)
        before = task_run_count(server)
        code, _, err = perennial("refresh", "marsh_fever", env=env, cwd=tmp_path)
        assert code in (0, 1), err
        # 2,502 records: three fetches, thirteen batches, four services asked about included papers, build, check,
        # publish. At 10,000 it would be 61.
        assert until("the task runs", lambda: task_run_count(server) - before >= 23, 30)
        time.sleep(2)
        assert task_run_count(server) - before == 23


def test_a_schedule_and_a_run_by_hand(tmp_path):
    """The commands of docs/operations.md, with a schedule that fires within a minute."""
    content = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
    weekly, _ = content["deployments"]
    weekly["parameters"] = {"review": "marsh_fever"}
    weekly["schedules"][0]["cron"] = "* * * * *"
    with prefect_server(tmp_path) as server, serve(Services()) as addresses:
        env = lay_out(tmp_path, addresses, server) | {"PWD": str(tmp_path), "PREFECT_WORKER_QUERY_SECONDS": "2"}
        (tmp_path / "prefect.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
        prefect("work-pool", "create", "reviews", "--type", "process", env=env, cwd=tmp_path)
        prefect("deploy", "--all", env=env, cwd=tmp_path)
        worker = [BIN / "prefect", "worker", "start", "--pool", "reviews", "--type", "process"]
        with running(worker, env, tmp_path, tmp_path / "worker.log"):
            until("a scheduled run", lambda: [run for run in completed(env) if run["auto_scheduled"]])
            csv = tmp_path / "outputs" / "marsh_fever" / "meta_analysis.csv"
            assert csv.read_bytes().startswith(b"row_id,")
            prefect("deployment", "schedule", "pause", "--all", env=env, cwd=tmp_path)
            prefect(
                "deployment", "run", "refresh/by-hand", "--param", "review=marsh_fever", "--param", "out=elsewhere",
                env=env, cwd=tmp_path,
            )  # fmt: skip
            [manual] = until("the run by hand", lambda: [run for run in completed(env) if not run["auto_scheduled"]])
            assert (tmp_path / "elsewhere" / "meta_analysis.csv").read_bytes() == csv.read_bytes()
    scheduled = [run for run in completed_names if "scheduled" in run]
    assert scheduled
    assert manual["name"] == "marsh_fever manual"


completed_names = set()


def completed(env):
    runs = [run for run in flow_runs(env) if run["state"]["type"] == "COMPLETED"]
    assert not [run for run in flow_runs(env) if run["state"]["type"] in ("FAILED", "CRASHED")]
    completed_names.update(run["name"] for run in runs)
    return runs


def test_killed_at_ten_moments_and_refreshed_again_the_outputs_are_the_same(tmp_path, server):
    """kill -9 at random, then once more: the same bytes as a refresh that nobody disturbed."""
    services = Services(0)
    services.papers = [paper(n) for n in range(400)]
    services.trials = [trial(n) for n in range(400)]
    seed = int(os.environ.get("PERENNIAL_TEST_SEED", "0")) or time.time_ns() % 1_000_000
    print(f"PERENNIAL_TEST_SEED={seed}")  # noqa: T201
    chance = random.Random(seed)
    with serve(services) as addresses:
        calm = tmp_path / "calm"
        env = lay_out(calm, addresses, server)
        began = time.monotonic()
        code, _, err = perennial("refresh", "marsh_fever", env=env, cwd=calm)
        took = time.monotonic() - began
        assert code in (0, 1), err
        expected = contents(calm / "outputs" / "marsh_fever")
        killed = 0
        disturbed = tmp_path / "disturbed"
        env = lay_out(disturbed, addresses, server)
        for _ in range(10):
            process = subprocess.Popen(
                [BIN / "perennial", "refresh", "marsh_fever"],
                env=env, cwd=disturbed, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            # Starting Python and Prefect takes the first seconds, in which there is nothing to disturb.
            try:
                process.wait(chance.uniform(min(3.0, took / 3), took))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                killed += 1
            if process.returncode in (0, 1):  # it was quicker than we: start over, so that later kills meet work to do
                shutil.rmtree(disturbed)
                env = lay_out(disturbed, addresses, server)
        assert killed >= 5
        again, _, err = perennial("refresh", "marsh_fever", env=env, cwd=disturbed)
        assert again == code, err
        assert contents(disturbed / "outputs" / "marsh_fever") == expected
