"""A lease has one holder at a time, and its fence rises whenever it changes hands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from workers.clock import real_now
from workers.ledger.operations import leases
from workers.ledger.unit_of_work import Ledger

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)
TTL = timedelta(seconds=30)


def _acquire(ledger: Ledger, holder: str, now: datetime = NOW) -> leases.Lease | None:
    with ledger.write() as connection:
        return leases.acquire(connection, "duty", holder, now, TTL)


def test_only_one_holder_at_a_time(ledger: Ledger) -> None:
    first = _acquire(ledger, "a")
    assert first is not None
    assert first.fence == 1
    assert _acquire(ledger, "b") is None


def test_an_expired_lease_changes_hands_and_fences_the_old_holder_off(ledger: Ledger) -> None:
    slept, later = _acquire(ledger, "a"), NOW + TTL
    taken = _acquire(ledger, "b", later)
    assert slept is not None
    assert taken is not None
    assert taken.fence == 2
    with ledger.write() as connection:
        assert not leases.is_held(connection, slept, later)
        assert not leases.renew(connection, slept, later, TTL)
        leases.release(connection, slept, later)  # what is no longer ours cannot be let go
        assert leases.is_held(connection, taken, later)


def test_a_renewed_lease_stays(ledger: Ledger) -> None:
    lease = _acquire(ledger, "a")
    assert lease is not None
    with ledger.write() as connection:
        assert leases.renew(connection, lease, NOW + TTL / 2, TTL)
    assert _acquire(ledger, "b", NOW + TTL) is None


def test_a_released_lease_is_free_at_once_and_its_fence_never_falls(ledger: Ledger) -> None:
    lease = _acquire(ledger, "a")
    assert lease is not None
    with ledger.write() as connection:
        leases.release(connection, lease, NOW)
    again = _acquire(ledger, "b")
    assert again is not None
    assert again.fence == 2


def test_keep_renews_for_as_long_as_the_block_runs(ledger: Ledger) -> None:
    short = timedelta(milliseconds=600)
    with leases.keep(ledger, "duty", "a", short) as lease:
        assert lease is not None
        outlived = real_now() + 2 * short
        while real_now() < outlived:
            with leases.keep(ledger, "duty", "b", short) as other:
                assert other is None
    with leases.keep(ledger, "duty", "b", short) as other:
        assert other is not None
