import { closeApp, createApp } from "@waybill/api";
import { resetSecondFactor, setOperator } from "@waybill/api/operators";
import { settings } from "@waybill/config";

const [action = "", email = ""] = process.argv.slice(2);
const app = createApp(settings(), "operator");
const outcome =
  action === "reset-second-factor"
    ? await resetSecondFactor(app, email)
    : await setOperator(app, email, action === "grant");
await closeApp(app);

const refusals = {
  unknown: `Nobody has the address ${email}.`,
  demo: `${email} is a demo account: its password is published, so it is never made an operator. Sign up with an address of your own.`,
};
if (outcome !== "done") {
  console.error(refusals[outcome]);
  process.exitCode = 1;
}
