"""The long ones, left out unless asked for: `pytest -m chaos`, `pytest -m soak`, `pytest -m corpus --corpus DIR`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import msgspec
import psutil
import pytest

from bench.lib.workers import wait_until

ROOT = Path(__file__).parent.parent


def bench(name, *options, tmp_path, seconds):
    report = tmp_path / "report.json"
    command = [sys.executable, "-m", f"bench.{name}", *options, "--json", str(report)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=seconds)
    assert done.returncode == 0, done.stdout + done.stderr
    return msgspec.json.decode(report.read_bytes())["figures"]


#: Those that need nothing that a machine may lack.
FAULTS = (
    "kill-child,kill-main,kill-producer,kill-consumer,stop-child,stop-consumer,"
    "kill-server,memory,slow,cut,half-close,silence,fork-producer,kill-run"
)


@pytest.mark.chaos
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("seed", "fsync"), [("9", "everysec"), ("61", "always")])
def test_nothing_is_lost_or_published_twice_while_things_break(seed, fsync, tmp_path):
    options = (
        "--minutes",
        "0.5",
        "--rate",
        "50",
        "--pace",
        "0.25",
        "--seed",
        seed,
        "--fsync",
        fsync,
        "--faults",
        FAULTS,
    )
    figures = bench("faults.chaos", *options, tmp_path=tmp_path, seconds=800)

    totals = {row["figure"]: row["value"] for row in figures["totals"]}
    assert totals["acknowledged to producers"] > 100
    assert {row["figure"]: row["value"] for row in figures["totals"] if row["goal"] == "0"} == {
        "lost": 0,
        "published twice": 0,
        "handed over once and taken twice": 0,
        "kept from consumers": 0,
        "accepted and not seen to end": 0,
        "in flight at the end": 0,
        "breaches of the accounting": 0,
        "difference of the accounting": 0,
        "wrong with processes": 0,
    }
    made = {row["fault"]: row["made"] for row in figures["faults"]}
    assert made["fork-producer"] > 0
    assert sum(made.values()) > 5
    acknowledged = Counter()
    for row in figures["jobs"]:
        acknowledged[row["end"]] += row["acknowledged to its producer"]
    assert acknowledged["killed"] > 0
    assert acknowledged["ended with 0"] > 0


@pytest.mark.chaos
@pytest.mark.timeout(300)
@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("ip"), reason="a network and a disk of its own need root")
def test_a_run_that_is_ended_from_outside_leaves_no_process_network_or_disk_behind(tmp_path):
    command = [sys.executable, "-m", "bench.faults.chaos", "--minutes", "9", "--keep", str(tmp_path)]
    command += ["--faults", "disk,partition"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as running:
        notes = tmp_path / "producer0.tsv"
        wait_until("pages to be handed over", lambda: notes.exists() and notes.stat().st_size, 240)
        begun = psutil.Process(running.pid).children(recursive=True)
        running.terminate()
        said = running.communicate(timeout=60)[1]

    assert (running.returncode, said) == (1, "chaos: ended by SIGTERM\n")
    assert not psutil.wait_procs(begun, timeout=20)[1]
    assert str(tmp_path) not in Path("/proc/mounts").read_text()
    names = subprocess.run(["ip", "netns"], capture_output=True, text=True, check=True).stdout
    assert f"wiremill-{running.pid}" not in names


@pytest.mark.chaos
@pytest.mark.timeout(180)
def test_nothing_is_lost_or_published_twice_when_masters_fail_over(tmp_path):
    options = ("--minutes", "0.15", "--rate", "50", "--pace", "0.1", "--seed", "2", "--workers", "1")
    faults = "failover,stale-master,kill-child,kill-producer,kill-consumer"
    figures = bench("faults.chaos", *options, "--faults", faults, tmp_path=tmp_path, seconds=150)

    totals = {row["figure"]: row["value"] for row in figures["totals"]}
    assert totals["acknowledged to producers"] > 100
    assert not any(row["value"] for row in figures["totals"] if row["goal"] == "0")
    made = {row["fault"]: row["made"] for row in figures["faults"]}
    assert made["failover"] + made["stale-master"] > 0


@pytest.mark.chaos
@pytest.mark.timeout(900)
def test_hostile_pages_all_end_and_kill_no_worker(tmp_path):
    options = ("--size", "65536", "--mutated", "500", "--seed", "5")
    figures = bench("faults.hostile", *options, tmp_path=tmp_path, seconds=800)

    totals = {row["what"]: row["count"] for row in figures["totals"]}
    assert totals["pages"] > 1_400
    assert (totals["without an outcome"], totals["processes that died"], totals["breaches"]) == (0, 0, 0)
    assert totals["escapes printed"] == 0
    # Most of it is text for all that, and comes through.
    kinds = {row["kind"]: row for row in figures["kinds"]}
    assert kinds["mutated"]["published"] > 450
    assert kinds["escape sequences"]["published"] > 5
    assert kinds["binary as HTML"]["published"] == 0


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_redis_is_empty_again_after_many_pages(tmp_path):
    figures = bench("speed.memory", "--pages", "20000", tmp_path=tmp_path, seconds=800)

    assert figures["consumed"] == 20_000
    assert figures["growth without near-duplicates, MB"] < 5
    assert figures["index of near-duplicates, MB"] < 10
    assert figures["keys that are not documented"] == 0


@pytest.mark.corpus
@pytest.mark.timeout(3600)
def test_real_pages_all_end(request):
    folder = request.config.getoption("--corpus")
    if not folder:
        pytest.skip("name a folder of pages with --corpus")
    command = [sys.executable, "-m", "wiremill.cli", "run", folder]

    done = subprocess.run(command, capture_output=True, check=False, timeout=3500)

    assert done.returncode == 0, done.stderr
    items = [msgspec.json.decode(line) for line in done.stdout.splitlines()]
    assert items
    assert len({item["intake_id"] for item in items}) == len(items)
    assert b" + dead 0 + in flight 0" in done.stderr
