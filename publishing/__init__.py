"""Studies → CSV tables, PRISMA flow, living status, data package and summary, swapped in whole.

Its door: `publish(tables, protocol, out, context)` with `PublishContext` and `Published`, and `last_version(out, slug)`
for readers of what was published.
"""

from publishing.context import PublishContext, Published
from publishing.last import LastVersion, last_version
from publishing.publish import publish

__all__ = ["LastVersion", "PublishContext", "Published", "last_version", "publish"]
