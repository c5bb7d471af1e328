// Writes, finds or removes the demonstration: `node src/demo.ts seed|find|remove`. The last line that it prints is what
// the database had of it, for the command line to read.
import { closeApp, createApp } from "@waybill/api";
import { disarmPublishedOperators, findDemo, removeDemo } from "@waybill/api/demo-accounts";
import { seedDemo } from "@waybill/api/seed";
import { settingsOf } from "@waybill/config";

const [action] = process.argv.slice(2);
const app = createApp({ ...settingsOf("command"), LOG_LEVEL: "error" }, "demo");
const disarmed = action === "seed" ? await disarmPublishedOperators(app) : [];
if (action === "seed") await seedDemo(app);
const content = await findDemo(app);
if (action === "remove") await removeDemo(app, content);
await closeApp(app);
console.info(JSON.stringify({ ...content, disarmed }));
