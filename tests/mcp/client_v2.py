#!/usr/bin/env python3
"""client_v2.py RUNDIR: the official Python client 2.x, for the version without a handshake and the older ones."""

import asyncio
import os
import sys
import time

from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from tap import case, same

FLAGS = ["mcp", "--kubeconfig", os.path.join(sys.argv[1], "kubeconfig"), "--hub", "prod-c", "--project", "prod-global"]


def connect(**options):
    # The kubeconfig is named: clients hand on but a few variables of the environment.
    server = StdioServerParameters(command="corootctl", args=FLAGS, env={"PATH": os.environ["PATH"]})
    return Client(stdio_client(server), **options)


def in_session(work, **options):
    async def session():
        async with connect(**options) as client:
            await work(client)

    return lambda: asyncio.run(session())


async def newest(client):
    same(client.protocol_version, "2026-07-28")


async def legacy(client):
    same(client.protocol_version, "2025-11-25")
    same((await client.call_tool("contexts", {"no_contact": True})).is_error, False)


async def listed_and_called(client):
    names = [tool.name for tool in (await client.list_tools()).tools]
    same(names[:2], ["rca", "incidents"])
    answer = await client.call_tool("rca", {})
    same((answer.is_error, answer.structured_content["status"]), (False, "root_cause"))


async def called_unlisted(client):
    answer = await client.call_tool("apps", {"status": ["critical"]})
    same({app["status"] for app in answer.structured_content["apps"]}, {"critical"})


async def told_failure(client):
    answer = await client.call_tool("incident", {"key": "nosuchkey"})
    same(answer.is_error, True)
    if "nosuchkey" not in answer.content[0].text:
        raise AssertionError(answer.content[0].text)


async def side_by_side(client):
    answers = await asyncio.gather(*(client.call_tool(tool, {}) for tool in ("rca", "apps", "status")))
    same([answer.is_error for answer in answers], [False] * 3)


def starts_fast():
    async def session():
        began = time.monotonic()
        async with connect():
            return time.monotonic() - began

    took = asyncio.run(session())
    if took > 10:  # without an answer to its probe this client waits for ten seconds
        raise AssertionError(f"connected after {took:.1f} s")


CASES = {
    "the version without a handshake is agreed on": in_session(newest),
    "the handshake works for a client that wants it": in_session(legacy, mode="legacy"),
    "a tool that was listed is called and its answer fits the schema": in_session(listed_and_called),
    "a tool that was not listed is called": in_session(called_unlisted),
    "a failed call is told as one": in_session(told_failure),
    "three calls at once": in_session(side_by_side),
    "the connection does not wait": starts_fast,
}

if __name__ == "__main__":
    sys.exit(not all([case(f"mcp, Python client 2: {name}", check) for name, check in CASES.items()]))
