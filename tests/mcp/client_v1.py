#!/usr/bin/env python3
"""client_v1.py RUNDIR: the official Python client 1.x, which begins with the handshake."""

import asyncio
import os
import sys
from datetime import timedelta

from mcp import ClientSession, McpError, StdioServerParameters
from mcp.client.stdio import stdio_client

from tap import case, same

FLAGS = ["mcp", "--kubeconfig", os.path.join(sys.argv[1], "kubeconfig"), "--hub", "prod-c", "--project", "prod-global"]


def in_session(work):
    async def session():
        server = StdioServerParameters(command="corootctl", args=FLAGS, env={"PATH": os.environ["PATH"]})
        async with stdio_client(server) as (read, write):
            async with ClientSession(read, write) as client:
                await work(client, await client.initialize())

    return lambda: asyncio.run(session())


async def agreed(client, said):
    same((said.protocolVersion, said.serverInfo.name), ("2025-11-25", "corootctl"))
    await client.send_ping()


async def called(client, _):
    answer = await client.call_tool("rca", {})
    same((answer.isError, answer.structuredContent["status"]), (False, "root_cause"))


async def refused(client, _):
    try:
        await client.call_tool("no_such_tool", {})
    except McpError as error:
        same(error.error.code, -32602)
    else:
        raise AssertionError("an unknown tool was called")
    same((await client.call_tool("contexts", {"no_contact": True})).isError, False)


async def late(client, _):
    try:
        await client.call_tool("rca", {}, read_timeout_seconds=timedelta(milliseconds=1))
    except McpError as error:
        same(error.error.code, 408)
    else:
        raise AssertionError("the time limit did not hold")
    same((await client.call_tool("contexts", {"no_contact": True})).isError, False)


CASES = {
    "the newest version with a handshake is agreed on": agreed,
    "a tool is called and its answer fits the schema": called,
    "an unknown tool is an error, and the session goes on": refused,
    "a call that the client gives up does not end the session": late,
}

if __name__ == "__main__":
    sys.exit(not all([case(f"mcp, Python client 1: {name}", in_session(work)) for name, work in CASES.items()]))
