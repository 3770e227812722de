"""When and in which order: settings, stages, the Prefect flow `flows.refresh.refresh`, the command line `flows.cli`.

Prefect reads its environment while it is imported. Python imports this package before any module of it, so here is the
one place that comes before Prefect in every case. Prefect itself is imported by `flows.refresh` only.
"""

from flows.settings import quieten_prefect

quieten_prefect()
