"""The figures of bench/speed/scale.py: what is made of readings, samples and counts."""

from __future__ import annotations

import re
from argparse import Namespace
from itertools import islice

import pytest

from bench.lib import corpus
from bench.speed import backlog, capacity, driver, growth, parallel, scale, traffic
from bench.speed.growth import Sample
from bench.speed.local_cluster import LocalCluster, Reading
from bench.speed.parallel import Round
from wiremill.ledger.accounting import reconcile
from wiremill.ledger.scripts import source


def test_readings_are_told_a_page():
    before, after = Reading(100, 1.0, 0.2, 0.5), Reading(300, 3.0, 0.4, 1.5)

    each = after.since(before).per_page()

    assert each == pytest.approx((200, 10.0, 1.0, 5.0))


def test_a_longer_queue_has_the_same_head_and_no_url_twice():
    own = [["url", f"https://example.org/{number}", "body", b"%d" % number] for number in range(5)]

    queue = list(backlog.queue(own, 12))

    assert queue[:5] == own
    assert len({entry[1] for entry in queue}) == len(queue) == 12
    assert queue[7][2:] == own[2][2:]


def test_each_length_is_held_against_the_shortest_round_by_round():
    # Given a second round in which the machine is half as fast as in the first
    def turns(*costs):
        return [Reading(1000, worker, 0.9, 1.0) for worker in costs]

    readings = {10: turns(4.0, 9.0), 1000: turns(5.0, 11.0)}

    table = backlog.table(readings, 1000)

    first, second = table.figures()
    assert (first["both"], second["both"]) == (7.5, 9.0)
    assert first["against the shortest, %"] == 0
    assert second["against the shortest, %"] == pytest.approx(20)
    assert second["rounds, %"] == "+20.0 to +20.0"


def samples(*, child, replaced=False):
    """100 samples, 1,000 pages apart; `child` tells the memory of a child by the number of pages."""
    return [
        Sample(pages, 200.0, {1: child(pages), (3 if replaced and pages > 50_000 else 2): 100.0}, 50.0)
        for pages in range(0, 100_000, 1000)
    ]


def test_what_is_held_after_the_warm_up_is_no_growth():
    def child(pages):
        return min(300.0, 100.0 + pages / 50)

    grown = growth.growth(samples(child=child), 10_000)

    assert grown == (0.0, 0.0, 0.0, 0)


def test_a_leak_shows_in_the_child_that_has_it():
    grown = growth.growth(samples(child=lambda pages: 100.0 + pages / 1000), 10_000)

    assert grown.child == pytest.approx(81, abs=1)  # from the middle of the first tenth to that of the last
    assert grown.main == 0


def test_a_child_that_was_replaced_is_told():
    assert growth.growth(samples(child=lambda _: 100.0, replaced=True), 10_000).replaced == 2  # one went, one came


def test_samples_are_thinned_at_even_distances_with_both_ends():
    all_of_them = samples(child=lambda _: 100.0)

    thinned = growth.thinned(all_of_them, 12)

    assert len(thinned) == 12
    assert (thinned[0], thinned[-1]) == (all_of_them[0], all_of_them[-1])
    assert growth.thinned(all_of_them[:3], 12) == all_of_them[:3]


def test_every_nth_page_of_the_mix_is_a_real_one_under_a_url_of_its_own():
    real = list(corpus.made(2))

    pages = list(islice(growth.mixed(real, 40, 10), 40))

    assert [page.body in {one.body for one in real} for page in pages] == [number % 10 == 0 for number in range(40)]
    assert len({page.url for page in pages}) == 40


def test_ratios_are_taken_within_rounds():
    speed, several, ratio, between = parallel.summary([Round(10, 19), Round(5, 10), Round(20, 36)])

    assert (speed, several, ratio) == (10, 19, 1.9)
    assert between == "1.80 to 2.00"


def test_two_processes_that_cost_more_are_less_than_twice_as_fast():
    assert parallel.times((1.0, 20.0), (2.0, 20.0)) == 2.0
    assert parallel.times((1.0, 20.0), (2.0, 25.0)) == pytest.approx(1.6)
    assert parallel.times((0.9, 20.0), (1.8, 20.0)) == pytest.approx(2.0)


def test_what_one_server_carries_is_a_second_over_what_a_page_takes():
    load = capacity.Load(taking_in=0.1, stages=0.8, reading=0.1, busy=0.5, speed=480.0, other_threads=0.2)

    row = capacity.row(capacity.Size(30, 27, 10), load)

    assert row == [30, 27, 0.1, 0.8, 0.1, 1.0, 1000, 30.0, 50.0, 480, 0.2]


def test_commands_are_counted_with_their_subcommands_and_by_difference():
    def info(factor):
        return {
            "cmdstat_xadd": {"calls": 10 * factor, "usec": 50 * factor},
            "cmdstat_xinfo|groups": {"calls": factor, "usec": 7},
            "cmdstat_xinfo|consumers": {"calls": 2 * factor, "usec": 1},
            "total_net_input_bytes": 1000 * factor,
            "total_net_output_bytes": 500 * factor,
            "used_memory": 1,
        }

    before, after = traffic.count(info(1)), traffic.count(info(3))

    assert after.calls == {"xadd": 30, "xinfo": 9}
    assert after.bytes_in - before.bytes_in == 2000
    assert traffic.shares(before, after, 10) == [("xadd", 2.0, 10.0), ("xinfo", 0.6, 0.0)]


@pytest.mark.parametrize("script", ["add", "lease", "finish", "near", "backlog", "trim", "forget", "release", "renew"])
def test_every_command_of_a_script_has_its_reason(script):
    called = {name.lower() for name in re.findall(r"redis\.p?call,? ?\(?'([A-Z]+)'", source(script))}

    assert called
    assert called <= set(traffic.REASONS)


def test_every_part_can_be_run_on_its_own():
    import importlib

    assert all(callable(importlib.import_module(module).run) for module in scale.PARTS.values())


def test_a_simulated_worker_takes_pages_through_all_stages(monkeypatch):
    monkeypatch.setattr(driver.near, "text_of", driver.text_of)
    size = capacity.Size(packed=2, document=3, pages=20)
    with LocalCluster([]) as cluster:
        cluster.fill_entries(capacity.entries(size))
        steps = driver.steps(cluster.scripts, 3000)
        while sum(step.run_batch()[0] for step in steps):
            pass
        for step in steps:
            step.close()

        assert cluster.ended() == cluster.redis.xlen(cluster.keys.items) == 20
        assert cluster.redis.get(cluster.keys.near_counter) == b"20"
        assert reconcile(cluster.scripts).exact


def test_the_commands_of_a_page_are_few_and_all_accounted_for():
    with_pages, traffic_ = traffic.run(Namespace(corpus=None, counted=60))

    commands = {row["command"]: row for row in with_pages.figures()}
    assert commands["xdel"]["a page"] == 4  # one for each stage
    assert commands["evalsha"]["a page"] < 2  # one of them is the consumer's, for each item
    assert not [row for row in commands.values() if row["what for"] == "not of the flow" and row["a page"] > 0.5]
    assert all(row["KB"] > 0 for row in traffic_.figures())
