// Actions on the installation by an operator at the machine, without a user. All other actions of commands are procedures on
// behalf of a person.

export { InputRefused } from "../core/errors.ts";
export { commandContext } from "../core/work/command-context.ts";
export { databaseTrouble, schemaTrouble } from "./database.ts";
export { endSessions, listOperators, type PersonFacts, resetSecondFactor, setOperator } from "./people.ts";
export { countSecrets, recordSecrets, reencryptSecrets } from "./secrets.ts";
export { listTenants, refuseOwner, tenantIdOf } from "./tenants.ts";
