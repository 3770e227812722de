"""The store's tables. Rows are added, never changed: what was seen stays seen, and a new version is a new row.

The one exception is the end of a run (`runs.ended`, `state`, `note`), which is written when it ends; a run without an
end was killed.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

payloads = sa.Table(
    "payloads",
    metadata,
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("size", sa.BigInteger, nullable=False, comment="bytes before compression"),
    sa.Column("data", sa.LargeBinary, nullable=False, comment="zlib"),
)

versions = sa.Table(
    "versions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("review", sa.String(200), nullable=False),
    sa.Column("source", sa.String(60), nullable=False),
    sa.Column("record", sa.String(500), nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False, comment="empty: the record was withdrawn"),
    sa.Column("change_hash", sa.String(64), nullable=False, comment="of the payload without its churning parts"),
    sa.Column("media", sa.String(40), nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("seen_on", sa.Date, nullable=False),
    sa.Column("run", sa.Integer, nullable=False),
    sa.Index("versions_of_a_record", "review", "source", "record", "id"),
)

runs = sa.Table(
    "runs",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("review", sa.String(200), nullable=False, index=True),
    sa.Column("reason", sa.String(40), nullable=False, comment="manual, scheduled or archive"),
    sa.Column("started", sa.String(32), nullable=False, comment="UTC, ISO 8601"),
    sa.Column("ended", sa.String(32)),
    sa.Column("state", sa.String(20), comment="done, partial or failed"),
    sa.Column("note", sa.Text),
)

searches = sa.Table(
    "searches",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("review", sa.String(200), nullable=False),
    sa.Column("source", sa.String(60), nullable=False),
    sa.Column("query_hash", sa.String(64), nullable=False),
    sa.Column("query", sa.Text, nullable=False),
    sa.Column("run", sa.Integer, nullable=False),
    sa.Column("until", sa.Date, nullable=False, comment="the watermark, when complete"),
    sa.Column("complete", sa.Boolean, nullable=False, comment="every page was read and stored"),
    sa.Column("records", sa.Integer, nullable=False),
    sa.Column("changed", sa.Integer, nullable=False, comment="records that were new or had changed"),
    sa.Column("total", sa.Integer, comment="what the service said there is"),
    sa.Column("note", sa.Text, nullable=False, comment="the sentence with which it failed"),
    sa.Index("searches_of_a_query", "review", "source", "query_hash", "id"),
)

extractions = sa.Table(
    "extractions",
    metadata,
    sa.Column("record_key", sa.String(64), primary_key=True, comment="hash of source, id, media, url and payload"),
    sa.Column("reader", sa.String(64), primary_key=True, comment="version of the code that read it"),
    sa.Column("vocabulary", sa.String(64), primary_key=True, comment="hash of the review's outcome words"),
    sa.Column("data", sa.LargeBinary, nullable=False, comment="see packing.py"),
)

second_readings = sa.Table(
    "second_readings",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("request", sa.String(64), nullable=False, comment="hash of report, instructions, outcomes and shape"),
    sa.Column("model", sa.String(200), nullable=False),
    sa.Column("version", sa.String(64), nullable=False, comment="of the instructions and the shape"),
    sa.Column("endpoint", sa.Text, nullable=False),
    sa.Column("read_on", sa.Date, nullable=False),
    sa.Column("cost", sa.Float, comment="at the prices configured on that day"),
    sa.Column("data", sa.LargeBinary, nullable=False, comment="the reply as it came: JSON, zlib"),
    sa.UniqueConstraint("request", "model"),
)

shapes = sa.Table(
    "shapes",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("review", sa.String(200), nullable=False),
    sa.Column("run", sa.Integer, nullable=False),
    sa.Column("seen_on", sa.Date, nullable=False),
    sa.Column("source", sa.String(60), nullable=False),
    sa.Column("media", sa.String(40), nullable=False),
    sa.Column("kind", sa.String(60), nullable=False, comment="what the records say they are"),
    sa.Column("version", sa.String(60), nullable=False, comment="of the service's interface, where it tells one"),
    sa.Column("records", sa.Integer, nullable=False, comment="new or changed records of one page"),
    sa.Column("paths", sa.LargeBinary, nullable=False, comment="path → records, records by type: JSON, zlib"),
    sa.Index("shapes_of_a_review", "review", "seen_on"),
)

censuses = sa.Table(
    "censuses",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("review", sa.String(200), nullable=False),
    sa.Column("source", sa.String(60), nullable=False),
    sa.Column("query_hash", sa.String(64), nullable=False),
    sa.Column("query", sa.Text, nullable=False),
    sa.Column("run", sa.Integer, nullable=False),
    sa.Column("taken_on", sa.Date, nullable=False),
    sa.Column("total", sa.Integer, nullable=False, comment="records the query finds, whatever their day"),
    sa.Column("bounds", sa.Text, nullable=False, comment="the protocol's, as JSON"),
    sa.Column("ids_sha256", sa.String(64), nullable=False, comment="payload with the ids, one a line, in order"),
    sa.Index("censuses_of_a_query", "review", "source", "query_hash", "id"),
)

publications = sa.Table(
    "publications",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("review", sa.String(200), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("day", sa.Date, nullable=False, comment="the as-of day of the refresh that published it"),
    sa.Column("place", sa.Text, nullable=False, comment="the folder it was published into"),
    sa.Column("code", sa.String(100), nullable=False, comment="version of Perennial that made it"),
    sa.Column("trigger", sa.String(60), nullable=False),
    sa.Column("manifest", sa.String(64), nullable=False, comment="payload with manifest.json: names the whole"),
    sa.Column("parent", sa.String(64), nullable=False, comment="manifest of the version before; empty for the first"),
    sa.Column("files", sa.LargeBinary, nullable=False, comment="file → payload: JSON, zlib"),
    sa.Column("inputs", sa.LargeBinary, nullable=False, comment="protocol, people's files, environment → payload"),
    sa.Index("publications_of_a_review", "review", "day"),
)
