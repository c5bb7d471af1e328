// The api is loaded by commands that use it, so that help and completion are fast.

/** The procedures, and the app that they need. */
export const api = () => import("@waybill/api");

/** The schemas of procedures' inputs. */
export const inputs = () => import("@waybill/api/inputs");

/** Archives of organisations. */
export const archives = () => import("@waybill/api/tenant-archive");

/** Operations of an operator at the machine, without a user. */
export const commandLine = () => import("@waybill/api/command-line");
