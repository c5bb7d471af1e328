import { createServer } from "node:http";
import next from "next";

const port = Number(process.env.PORT);
const server = createServer((request, response) => void handle(request, response));
const dev = process.env.NODE_ENV === "development";
const app = next({ dev, dir: import.meta.dirname, port, httpServer: server });
const handle = app.getRequestHandler();
await app.prepare();
server.listen(port);
process.on("SIGTERM", () => process.exit(0));
