import type { App } from "@waybill/api";
import { api } from "./api.ts";
import { settings } from "./settings.ts";

declare global {
  var waybillApp: App | undefined;
}

/** The app of the process, made at the first call. It is stored outside of modules, which development reloads. */
export function app(): App {
  globalThis.waybillApp ??= api().createApp(settings(), "web");
  return globalThis.waybillApp;
}
