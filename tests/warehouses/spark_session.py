"""A session of Spark, run by Spark's own Python: it obeys the lines on standard input, each one JSON object."""

from __future__ import annotations

import json
import sys

from pyspark.sql import SparkSession

SETTINGS = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}

builder = SparkSession.builder.master("local[1]")
for name, value in SETTINGS.items():
    builder = builder.config(name, value)
session = builder.getOrCreate()
for line in sys.stdin:
    asked = json.loads(line)
    problem = None
    try:
        if "rows" in asked:
            session.read.schema(asked["columns"]).json(asked["rows"]).createOrReplaceTempView("focus")
        else:
            session.sql(asked["statement"]).coalesce(1).write.parquet(asked["to"])
    except Exception as error:
        problem = str(error)
    print(json.dumps(problem), flush=True)
session.stop()
