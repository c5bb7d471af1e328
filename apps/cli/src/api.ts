// The api is read when a command works with it: help and completion do not wait for it.

/** The procedures, and what a process needs to call them. */
export const api = () => import("@waybill/api");

/** What the machine may do without being anybody. */
export const commandLine = () => import("@waybill/api/command-line");
