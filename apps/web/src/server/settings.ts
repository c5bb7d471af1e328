import { type Settings, settingsOf } from "@waybill/config";

/** The settings of the web server. @throws SettingsError if one is missing or wrong */
export const settings = (): Settings => settingsOf("web");
