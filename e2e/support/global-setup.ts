import { startStack } from "./stack.ts";

/** Starts everything once for all tests, and tells them where it is. */
export default async function globalSetup() {
  const { base, mail, carrier, stop } = await startStack();
  process.env.BASE_URL = base;
  process.env.MAIL_FOLDER = mail;
  process.env.CARRIER_ADDRESS = carrier;
  return stop;
}
