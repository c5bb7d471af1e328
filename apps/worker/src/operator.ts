import { closeApp, createApp } from "@waybill/api";
import { resetSecondFactor, setOperator } from "@waybill/api/operators";
import { settings } from "@waybill/config";

const [action = "", email = ""] = process.argv.slice(2);
const app = createApp(settings(), "operator");
const done =
  action === "reset-second-factor"
    ? await resetSecondFactor(app, email)
    : await setOperator(app, email, action === "grant");
await closeApp(app);
if (!done) {
  console.error(`Nobody has the address ${email}.`);
  process.exitCode = 1;
}
