"""A test double of the provider hashicorp/external 2.4.0, for machines that can't have the real one.

It speaks plugin protocol 5 with the real schema and runs the program for real. Terraform starts it through a wrapper
that `cli_config.py` writes. Needs grpcio and msgpack, and TF_DISABLE_PLUGIN_TLS=1.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from concurrent import futures
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable

COOKIE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"  # Terraform's, the same for every provider
ATTRIBUTES = {  # name → type, and the number of the schema's flag: 4 required, 5 optional, 6 computed
    "id": ("string", 6),
    "program": (["list", "string"], 4),
    "query": (["map", "string"], 5),
    "result": (["map", "string"], 6),
    "working_dir": ("string", 5),
}


def give_up(why: str) -> NoReturn:
    print(f"test double of hashicorp/external: {why}", flush=True)  # Terraform shows the first line of stdout
    sys.exit(1)


try:
    import grpc
    import program
    import wire
except ImportError as missing:
    give_up(f"{missing} (install grpcio and msgpack for {sys.executable})")


def get_schema(_request: bytes) -> bytes:
    attributes = [
        (2, wire.message((1, name), (2, json.dumps(type_)), (flag, True))) for name, (type_, flag) in ATTRIBUTES.items()
    ]
    external = wire.message((2, wire.message(*attributes)))
    nothing = wire.message((2, b""))  # the provider itself takes no configuration
    return wire.message((1, nothing), (3, wire.message((1, "external"), (2, external))))


def read_data_source(request: bytes) -> bytes:
    try:
        return wire.message((1, wire.dynamic(program.read(wire.from_dynamic(wire.embedded(request, 2))))))
    except program.ProgramError as error:
        return wire.message((2, wire.error("program", *error.args)))


def stop(_request: bytes) -> bytes:
    for process in list(program.RUNNING):
        process.kill()
    return b""


def serve() -> None:
    stopped = threading.Event()

    def shutdown(_request: bytes) -> bytes:
        stopped.set()
        return b""

    def nothing(_request: bytes) -> bytes:
        return b""

    def handler(call: Callable[[bytes], bytes]) -> grpc.RpcMethodHandler:
        return grpc.unary_unary_rpc_method_handler(lambda request, _context: call(request))

    calls = {
        "GetMetadata": lambda _request: wire.message((3, wire.message((1, "external")))),
        "GetSchema": get_schema,
        "PrepareProviderConfig": lambda request: wire.message((1, wire.embedded(request, 1))),
        "Configure": nothing,
        "ValidateDataSourceConfig": nothing,
        "ReadDataSource": read_data_source,
        "Stop": stop,
    }
    server = grpc.server(futures.ThreadPoolExecutor(64), options=[("grpc.max_receive_message_length", -1)])
    server.add_generic_rpc_handlers(
        (
            grpc.method_handlers_generic_handler(
                "tfplugin5.Provider", {name: handler(call) for name, call in calls.items()}
            ),
            grpc.method_handlers_generic_handler("plugin.GRPCController", {"Shutdown": handler(shutdown)}),
        )
    )
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # on Ctrl-C Terraform asks for a stop itself
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    print(f"1|5|tcp|127.0.0.1:{port}|grpc", flush=True)
    parent = os.getppid()
    while not stopped.wait(1) and os.getppid() == parent:
        pass
    server.stop(0.2).wait()


if os.environ.get("TF_PLUGIN_MAGIC_COOKIE") != COOKIE:
    sys.exit("This is a Terraform provider: Terraform starts it.")
if os.environ.get("PLUGIN_CLIENT_CERT"):
    give_up("set TF_DISABLE_PLUGIN_TLS=1")
serve()
