// The texts of the platform: one line for each part.

export * as common from "@/components/texts/index.ts";
export * as account from "./account/texts/index.ts";
export * as activity from "./activity/texts/index.ts";
export * as apiKeys from "./api-keys/texts/index.ts";
export * as auth from "./auth/texts/index.ts";
export * as dashboard from "./dashboard/texts/index.ts";
export * as events from "./events/texts/index.ts";
export * as files from "./files/texts/index.ts";
export * as imports from "./imports/texts/index.ts";
export * as jobs from "./jobs/texts/index.ts";
export * as modules from "./modules/texts/index.ts";
export * as operator from "./operator/texts/index.ts";
export * as presence from "./presence/texts/index.ts";
export * as retention from "./retention/texts/index.ts";
export * as roles from "./roles/texts/index.ts";
export * as shell from "./shell/texts/index.ts";
export * as tenants from "./tenants/texts/index.ts";
export * as views from "./views/texts/index.ts";
