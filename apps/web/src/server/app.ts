import type { App } from "@waybill/api";
import { api } from "./api.ts";
import { settings } from "./settings.ts";

declare global {
  var waybillApp: App | undefined;
}

/** The process's app: made once, at the first request. Kept outside the modules, which development reloads. */
export function app(): App {
  globalThis.waybillApp ??= api().createApp(settings(), "web");
  return globalThis.waybillApp;
}
