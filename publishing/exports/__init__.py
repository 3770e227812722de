"""A published version in the formats of other tools.

Its door: `FORMATS`, `Version(last, protocol)` and `write_export(name, version, out)`; `Place`, `check_place` and
`put_file` for formats that are made elsewhere.
"""

from publishing.exports.formats import FORMATS, format_of, write_export
from publishing.exports.place import Place, check_place, put_file
from publishing.exports.version import Version

__all__ = ["FORMATS", "Place", "Version", "check_place", "format_of", "put_file", "write_export"]
