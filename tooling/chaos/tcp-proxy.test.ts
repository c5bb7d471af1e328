import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TcpProxy } from "./tcp-proxy.ts";

let echo: Server;
let proxy: TcpProxy;

beforeEach(async () => {
  echo = createServer((socket) => socket.on("error", () => {}).pipe(socket));
  await new Promise<void>((listening) => echo.listen(0, "127.0.0.1", listening));
  const { port } = echo.address() as AddressInfo; // a TCP server's address is never a string
  proxy = await TcpProxy.open("test → echo", { host: "127.0.0.1", port }, "127.0.0.1");
});
afterEach(async () => {
  await proxy.close();
  await new Promise((closed) => echo.close(closed));
});

function dial() {
  const [host = "", port] = proxy.host.split(":");
  const socket = connect(Number(port), host).on("error", () => {});
  let read = "";
  socket.setEncoding("utf8").on("data", (text: string) => {
    read += text;
  });
  return { socket, read: () => read };
}

test("a blocked proxy forwards nothing until it is open again", async () => {
  const { socket, read } = dial();
  socket.write("one ");
  await expect.poll(read).toBe("one ");
  proxy.state = "blocked";
  socket.write("two ");
  const late = dial();
  late.socket.write("three");
  await once(late.socket, "connect");
  expect([read(), late.read()]).toEqual(["one ", ""]);
  proxy.state = "open";
  await expect.poll(read).toBe("one two ");
  await expect.poll(late.read).toBe("three");
  socket.destroy();
  late.socket.destroy();
});

test("a resetting proxy closes open and new connections", async () => {
  const { socket } = dial();
  await once(socket, "connect");
  proxy.state = "resetting";
  await once(socket, "close");
  const other = dial();
  other.socket.write("x".repeat(700));
  await once(other.socket, "close");
  expect(other.read().length).toBeLessThan(700);
  proxy.state = "open";
  const last = dial();
  last.socket.write("again");
  await expect.poll(last.read).toBe("again");
  last.socket.destroy();
});
