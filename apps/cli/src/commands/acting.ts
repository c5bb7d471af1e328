import type { Command } from "commander";

/** What a command inside an organisation is told. */
export interface TenantOptions {
  tenant: string;
  as: string;
}

/** Adds the options by which a command acts in a member's name in an organisation. */
export const inTenant = (command: Command): Command =>
  command
    .requiredOption("-t, --tenant <slug>", "the organisation: its slug or id")
    .requiredOption("--as <email>", "the member in whose name to act, with what they may do");

/** Adds the option by which a command acts in an operator's name. */
export const asOperator = (command: Command): Command =>
  command.requiredOption("--as <email>", "the operator in whose name to act");
