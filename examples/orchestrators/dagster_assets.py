"""Dagster assets that run the jobs as ECS tasks: one asset for each job of `terraform output`.

Dagster reads the annotation of `context`, so this file does not postpone annotations.
"""

import copy
import json
import os
from typing import Any

import dagster as dg
from dagster_aws.pipes import PipesECSClient

with open(os.environ.get("RUN_TASK_PARAMS", "run_task_params.json"), encoding="utf-8") as file:
    RUN_TASK_PARAMS: dict[str, dict[str, Any]] = json.load(file)


def asset_of(key: str) -> dg.AssetsDefinition:
    """Return an asset that runs a job and waits for its end."""

    @dg.asset(name=key.rpartition("/")[2])
    def etl(context: dg.AssetExecutionContext, ecs: PipesECSClient) -> Any:
        params = copy.deepcopy(RUN_TASK_PARAMS[key])  # run() adds its tags to what it is given
        return ecs.run(context=context, run_task_params=params).get_materialize_result()

    return etl


defs = dg.Definitions(assets=[asset_of(key) for key in RUN_TASK_PARAMS], resources={"ecs": PipesECSClient()})
