import { startStack } from "./stack.ts";

/** Starts everything once for all tests and passes its URLs on. */
export default async function globalSetup() {
  const { base, mail, carrier, other, traces, proxied, webMetrics, workerMetrics, env, stop } = await startStack();
  Object.assign(process.env, {
    BASE_URL: base,
    OTHER_URL: other,
    MAIL_FOLDER: mail,
    CARRIER_SERVER_URL: carrier,
    TRACES_URL: traces,
    PROXIED_URL: proxied,
    WEB_METRICS: webMetrics,
    WORKER_METRICS: workerMetrics,
    STACK_ENV: JSON.stringify(env),
  });
  return stop;
}
