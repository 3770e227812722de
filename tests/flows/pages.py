"""Refreshes without the pages, which cost half of a small one and have tests of their own."""

import sys


def without_site(monkeypatch):
    """Publish one line in place of the site."""
    monkeypatch.setattr(sys.modules["publishing.publish"], "_site", lambda *_, **__: {"site/index.html": b"made"})
