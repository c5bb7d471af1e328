// Actions of the machine's owner on the installation, without a user. All other actions of commands are procedures on
// behalf of a person.

export { databaseTrouble, schemaTrouble } from "./command-line-database.ts";
export { endSessions, listOperators, type PersonFacts, resetSecondFactor, setOperator } from "./command-line-people.ts";
export { countSecrets, recordSecrets, reencryptSecrets } from "./command-line-secrets.ts";
export { listTenants, refuseOwner, tenantIdOf } from "./command-line-tenants.ts";
export { commandContext } from "./core/command-context.ts";
export { InputRefused } from "./core/errors.ts";
