import subprocess
import sys

from sources import registries
from sources.readers import READERS, REGISTRIES


def test_every_registry_that_is_named_has_its_reader():
    assert set(REGISTRIES) == set(registries.READERS) <= set(READERS)
    assert set(registries.STABLE) <= set(registries.READERS)


def test_registries_are_loaded_when_one_is_met():
    told = "import sys, sources.inbox.read, sources.readers; print('sources.registries' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", told], check=True, capture_output=True, text=True).stdout == "False\n"
