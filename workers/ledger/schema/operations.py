"""What keeps the robot itself in order: leases, runs, feeds, controls, policy versions, imports, seals."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, String, Table, Text

from workers.ledger.schema.base import Document, Id, Instant, metadata, one_of

leases = Table(
    "leases",
    metadata,
    Column("name", String, primary_key=True),
    Column("holder", String, nullable=False),
    Column("until", Instant, nullable=False),
    Column("fence", Integer, nullable=False),
)

# One row per job and business date makes a daily job run once, however often the clock strikes.
job_runs = Table(
    "job_runs",
    metadata,
    Column("job", String, primary_key=True),
    Column("business_date", Date, primary_key=True),
    Column("state", String, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("result", Document),
    one_of("state", "running", "done"),
)

# A day's dunning run is shared by workers in spans of account ids.
run_spans = Table(
    "run_spans",
    metadata,
    Column("day", Date, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("after_id", Id, nullable=False),
    Column("up_to_id", Id, nullable=False),
    Column("state", String, nullable=False),
    Column("taken_until", Instant),
    Column("result", Document),
    one_of("state", "free", "taken", "done"),
)

# A ladder that somebody wants tried on the past; its report is read at the console.
ladder_trials = Table(
    "ladder_trials",
    metadata,
    Column("id", Id, primary_key=True),
    Column("ladder", String, nullable=False, index=True),
    Column("segment", String, nullable=False, server_default=""),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False),
    Column("state", String, nullable=False),
    Column("wanted_by", String, nullable=False),
    Column("wanted_at", Instant, nullable=False),
    Column("problem", String, nullable=False, server_default=""),
    Column("report", Document),
    one_of("state", "wanted", "done", "failed"),
)

feeds = Table(
    "feeds",
    metadata,
    Column("name", String, primary_key=True),
    Column("received_at", Instant, nullable=False),
)

controls = Table(
    "controls",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("changed_by", String, nullable=False),
)

policy_versions = Table(
    "policy_versions",
    metadata,
    Column("hash", String, primary_key=True),
    Column("content", Text, nullable=False),
    Column("first_used_at", Instant, nullable=False),
)

imports = Table(
    "imports",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String, nullable=False),
    Column("system", String, nullable=False),
    Column("file_name", String, nullable=False),
    Column("digest", String, nullable=False, index=True),
    Column("rows", Integer, nullable=False),
    Column("imported_at", Instant, nullable=False),
)

daily_roots = Table(
    "daily_roots",
    metadata,
    Column("business_date", Date, primary_key=True),
    Column("root", String, nullable=False),
    Column("streams", Integer, nullable=False),
    Column("sealed_at", Instant, nullable=False),
)

# Bulk writers take their ids in blocks, so that a message and its items can be written in one go.
id_blocks = Table(
    "id_blocks",
    metadata,
    Column("name", String, primary_key=True),
    Column("next_id", Id, nullable=False),
)
