// Writes, finds or removes the demo data: `node src/demo.ts seed|find|remove`. Its last line of output is the state of the
// demo data before, for the command line.
import { closeApp, createApp } from "@waybill/api";
import { findDemo, removeDemo, revokePublishedOperators } from "@waybill/api/demo-accounts";
import { seedDemo } from "@waybill/api/seed";
import { settingsOf } from "@waybill/config";

const [action] = process.argv.slice(2);
const app = createApp({ ...settingsOf("command"), LOG_LEVEL: "error" }, "demo");
const disarmed = action === "seed" ? await revokePublishedOperators(app) : [];
if (action === "seed") await seedDemo(app);
const content = await findDemo(app);
if (action === "remove") await removeDemo(app, content);
await closeApp(app);
console.info(JSON.stringify({ ...content, disarmed }));
