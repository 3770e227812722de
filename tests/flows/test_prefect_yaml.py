"""prefect.yaml, key by key: Prefect ignores what it does not know, silently."""

import inspect
from datetime import datetime
from importlib import import_module
from pathlib import Path

import pytest
import yaml

from schemas.protocol import load_protocol

ROOT = Path(__file__).parents[2]
CONTENT = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
DEPLOYMENTS = {deployment["name"]: deployment for deployment in CONTENT["deployments"]}


def known(model):
    return {field.alias or name for name, field in model.model_fields.items()}


def test_every_key_is_one_that_prefect_reads():
    from prefect.cli.deploy import _models as models

    assert set(CONTENT) <= known(models.PrefectYamlModel)
    for deployment in CONTENT["deployments"]:
        assert set(deployment) <= known(models.DeploymentConfig)
        assert set(deployment["work_pool"]) <= known(models.WorkPoolConfig)
        assert set(deployment["concurrency_limit"]) <= known(models.ConcurrencyLimitSpec)
        for schedule in deployment.get("schedules", []):
            assert set(schedule) <= known(models.RawScheduleConfig)


def test_prefect_itself_reads_the_file():
    from prefect.cli.deploy._models import PrefectYamlModel

    model = PrefectYamlModel.model_validate(CONTENT)
    assert [d.name for d in model.deployments] == ["thyroid-weekly", "by-hand"]
    assert model.deployments[0].schedules[0].cron == "0 6 * * 1"


def test_the_pull_step_exists_and_takes_what_it_is_given():
    from prefect.deployments import steps

    [step] = CONTENT["pull"]
    [(name, arguments)] = step.items()
    assert name == "prefect.deployments.steps.set_working_directory"
    assert set(arguments) == set(inspect.signature(steps.set_working_directory).parameters)


def test_the_version_is_the_installed_one():
    import prefect

    assert CONTENT["prefect-version"] == prefect.__version__


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_entrypoints_import_and_parameters_fit(name):
    from prefect import Flow

    deployment = DEPLOYMENTS[name]
    module, _, attribute = deployment["entrypoint"].rpartition(".")
    flow = getattr(import_module(module), attribute)
    assert isinstance(flow, Flow)
    parameters = inspect.signature(flow.fn).parameters
    assert set(deployment["parameters"]) <= set(parameters)
    required = {p.name for p in parameters.values() if p.default is p.empty}
    if deployment.get("schedules"):
        assert required <= set(deployment["parameters"]), "a scheduled run has nobody to fill in the form"


def test_collision_strategies_are_known():
    from prefect.client.schemas.objects import ConcurrencyLimitStrategy

    for deployment in CONTENT["deployments"]:
        assert deployment["concurrency_limit"]["limit"] == 1
        assert ConcurrencyLimitStrategy(deployment["concurrency_limit"]["collision_strategy"])


def test_the_schedule_is_that_of_the_protocol_and_comes_once_a_week():
    from prefect._vendor.croniter import croniter

    deployment = DEPLOYMENTS["thyroid-weekly"]
    [schedule] = deployment["schedules"]
    protocol = load_protocol(ROOT / "reviews" / deployment["parameters"]["review"])
    assert (schedule["cron"], schedule["timezone"]) == (protocol.schedule.cron, protocol.schedule.timezone)
    times = croniter(schedule["cron"], datetime(2026, 11, 1))
    first, second = times.get_next(datetime), times.get_next(datetime)
    assert (second - first).days == 7


def test_the_form_explains_every_parameter():
    from prefect.utilities.callables import parameter_schema

    from flows.refresh import refresh

    for parameter in parameter_schema(refresh).properties.values():
        assert parameter.get("description")
