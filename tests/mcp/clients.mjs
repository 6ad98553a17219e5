// clients.mjs RUNDIR: the official TypeScript clients, found below $NODE_CLIENTS.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.env.NODE_CLIENTS}/package.json`);
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const kubeconfig = `${process.argv[2]}/kubeconfig`;
const server = {
  command: "corootctl",
  args: ["mcp", "--kubeconfig", kubeconfig, "--hub", "prod-c", "--project", "prod-global"],
  env: { PATH: process.env.PATH },
};
const about = { name: "test", version: "1" };

const first = async () => {
  const { Client } = await load("@modelcontextprotocol/sdk/client/index.js");
  const { StdioClientTransport } = await load("@modelcontextprotocol/sdk/client/stdio.js");
  return [new Client(about), new StdioClientTransport(server)];
};

const second = async (options) => {
  const { Client } = await load("@modelcontextprotocol/client");
  const { StdioClientTransport } = await load("@modelcontextprotocol/client/stdio");
  return [new Client(about, options), new StdioClientTransport(server)];
};

const negotiating = () => second({ versionNegotiation: { mode: "auto" } });

const inSession = (make, work) => async () => {
  const [client, transport] = await make();
  await client.connect(transport);
  try {
    await work(client);
  } finally {
    await client.close();
  }
};

const listedAndCalled = async (client) => {
  const { tools } = await client.listTools();
  assert.deepEqual(tools.slice(0, 2).map((tool) => tool.name), ["rca", "incidents"]);
  const answer = await client.callTool({ name: "rca", arguments: {} });
  assert.equal(answer.structuredContent.status, "root_cause");
};

const failed = async (client) => {
  const answer = await client.callTool({ name: "incident", arguments: { key: "nosuchkey" } });
  assert.equal(answer.isError, true);
  assert.match(answer.content[0].text, /nosuchkey/);
  await assert.rejects(client.callTool({ name: "no_such_tool" }), { code: -32602 });
};

const cases = [];
for (const [name, make] of [["1", first], ["2", second], ["2 with negotiation", negotiating]]) {
  cases.push([`${name}: a tool that was listed is called and its answer fits the schema`, inSession(make, listedAndCalled)]);
  cases.push([`${name}: failed calls are told, and unknown tools are errors`, inSession(make, failed)]);
}

let number = 0;
for (const [name, check] of cases) {
  number += 1;
  try {
    await check();
    console.log(`ok ${number} - mcp, TypeScript client ${name}`);
  } catch (error) {
    console.log(`not ok ${number} - mcp, TypeScript client ${name}\n# ${String(error.stack).replaceAll("\n", "\n# ")}`);
    process.exitCode = 1;
  }
}
