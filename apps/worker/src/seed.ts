import { closeApp, createApp } from "@waybill/api";
import { seedDemo } from "@waybill/api/seed";
import { settings } from "@waybill/config";

const app = createApp(settings(), "seed");
await seedDemo(app);
await closeApp(app);
