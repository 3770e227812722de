"""When and in which order: settings, stages, the Prefect flow `flows.refresh.refresh`, the command line `flows.cli`.

Empty on purpose: importing the command line must not import Prefect.
"""
