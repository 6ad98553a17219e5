#!/bin/bash
# @modelcontextprotocol/sdk 1.32.2 and @modelcontextprotocol/client 2.4.0 (npm) beside mcp 2.3.0 (PyPI): a progress
# notification that a server writes right before the answer is not heard by the TypeScript clients.
#
# Both lines come in order and in one piece. The TypeScript clients handle a notification a moment later than an answer,
# and an answer takes the listener away; the Python client hears both. With half a second between the lines all hear
# it. One would expect that what was written first is heard first: a last "100 %", or a server that tells of its steps
# only at the end, is so never seen. corootctl tells of a call's progress while it works, and puts nothing that matters
# into the last line (cli/commands/mcp/serve.cpp).
set -euo pipefail
# shellcheck source=findings/packages.sh
source "$(dirname "$(realpath "$0")")/packages.sh"
python mcp==2.3.0
npm install --silent --no-audit --no-fund @modelcontextprotocol/sdk@1.32.2 @modelcontextprotocol/client@2.4.0

# A server with one tool, which tells of one step and answers: the argument says how many seconds later.
cat >server.py <<'END'
import json, sys, time
for line in sys.stdin:
    asked = json.loads(line)
    if "id" not in asked:
        continue
    send = lambda **more: json.dumps({"jsonrpc": "2.0", **more}) + "\n"
    answer = lambda **result: send(id=asked["id"], result=result)
    params, out = asked.get("params") or {}, ""
    if asked["method"] == "initialize":
        info = {"name": "shop", "version": "1"}
        out = answer(protocolVersion="2025-11-25", capabilities={"tools": {}}, serverInfo=info)
    elif asked["method"] == "tools/list":
        out = answer(tools=[{"name": "count", "inputSchema": {"type": "object"}}])
    elif asked["method"] == "tools/call":
        token = params["_meta"]["progressToken"]
        step = send(method="notifications/progress", params={"progressToken": token, "progress": 1, "total": 1})
        if float(sys.argv[1]) > 0:
            sys.stdout.write(step)
            sys.stdout.flush()
            time.sleep(float(sys.argv[1]))
            step = ""
        out = step + answer(content=[{"type": "text", "text": "done"}])
    else:
        out = send(id=asked["id"], error={"code": -32601, "message": "no such method"})
    sys.stdout.write(out)
    sys.stdout.flush()
END

cat >client.mjs <<'END'
const [, , name, seconds] = process.argv;
const [main, stdio] = name === "sdk"
  ? ["@modelcontextprotocol/sdk/client/index.js", "@modelcontextprotocol/sdk/client/stdio.js"]
  : ["@modelcontextprotocol/client", "@modelcontextprotocol/client/stdio"];
const { Client } = await import(main);
const { StdioClientTransport } = await import(stdio);
const client = new Client({ name: "shopper", version: "1" });
await client.connect(new StdioClientTransport({ command: "python3", args: ["server.py", seconds] }));
let heard = 0;
const onprogress = () => { heard += 1; };
const call = { name: "count", arguments: {} };
await (name === "sdk" ? client.callTool(call, undefined, { onprogress }) : client.callTool(call, { onprogress }));
await new Promise((resolve) => setTimeout(resolve, 500));
await client.close();
console.log(heard);
END

cat >client.py <<'END'
import asyncio, sys
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

async def main():
    heard = []
    async def hear(progress, total, message):
        heard.append(progress)
    server = StdioServerParameters(command="python3", args=["server.py", sys.argv[1]])
    async with Client(stdio_client(server)) as client:
        await client.call_tool("count", {}, progress_callback=hear)
        await asyncio.sleep(0.5)
    print(len(heard))

asyncio.run(main())
END

for seconds in 0 0.5; do
  seen="sdk $(node client.mjs sdk "$seconds"), client $(node client.mjs client "$seconds")"
  seen+=", python $(venv/bin/python client.py "$seconds")"
  case $seconds in
    0) expect "sdk 0, client 0, python 1" "$seen" ;;
    *) expect "sdk 1, client 1, python 1" "$seen" ;;
  esac
done
