// The api is read when a command works with it: help and completion do not wait for it.

/** The procedures, and what a process needs to call them. */
export const api = () => import("@waybill/api");

/** The forms of procedures' inputs. */
export const inputs = () => import("@waybill/api/inputs");

/** Organisations as archives. */
export const archives = () => import("@waybill/api/tenant-archive");

/** What the machine may do without being anybody. */
export const commandLine = () => import("@waybill/api/command-line");
