"""Studies → CSV tables, PRISMA flow, living status, data package and summary, swapped in whole.

Its door: `publish(tables, protocol, out, context)` with `PublishContext` and `Published`, `last_version(out, slug)`
for readers of what was published, and `release_files` with `freeze` for a version that is to stay as it is.
"""

from publishing.context import PublishContext, Published
from publishing.frozen import freeze
from publishing.last import MANIFEST, LastVersion, last_version
from publishing.publish import publish
from publishing.release import Parts, release_files
from publishing.release_texts import described

__all__ = [
    "MANIFEST",
    "LastVersion",
    "Parts",
    "PublishContext",
    "Published",
    "described",
    "freeze",
    "last_version",
    "publish",
    "release_files",
]
