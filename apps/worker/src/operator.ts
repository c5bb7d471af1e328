import { closeApp, createApp } from "@waybill/api";
import { endSessions, resetSecondFactor, setOperator } from "@waybill/api/operators";
import { settingsOf } from "@waybill/config";

const [action = "", email = ""] = process.argv.slice(2);
const app = createApp(settingsOf("command"), "operator");
const actions = {
  grant: () => setOperator(app, email, true),
  revoke: () => setOperator(app, email, false),
  "end-sessions": () => endSessions(app, email),
  "reset-second-factor": () => resetSecondFactor(app, email),
};
const outcome = await (isAction(action) ? actions[action]() : "noAction");
await closeApp(app);

function isAction(name: string): name is keyof typeof actions {
  return Object.hasOwn(actions, name);
}

const refusals = {
  noAction: `There is nothing like ${action} to be done.`,
  unknown: `Nobody has the address ${email}.`,
  demo: `${email} is a demo account: its password is published, so it is never made an operator. Sign up with an address of your own.`,
};
if (outcome !== "done") {
  console.error(refusals[outcome]);
  process.exitCode = 1;
}
