"""An Airflow DAG that runs the jobs as ECS tasks: one task for each job of `terraform output`."""

from __future__ import annotations

import json
import os

from airflow.providers.amazon.aws.operators.ecs import EcsRunTaskOperator
from airflow.sdk import DAG

with open(os.environ.get("ECS_KWARGS", "ecs_kwargs.json"), encoding="utf-8") as file:
    ECS_KWARGS = json.load(file)

with DAG("etl", schedule="@daily"):
    for key, kwargs in ECS_KWARGS.items():
        EcsRunTaskOperator(task_id=key.replace("/", "."), **kwargs)
