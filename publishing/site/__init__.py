"""The site of a review: one folder of pages that opens from a disk, offline, with no part of it from elsewhere.

Its door: `site_files(material) -> {path: bytes}`.
"""

from publishing.site.build import site_files
from publishing.site.material import Material

__all__ = ["Material", "site_files"]
