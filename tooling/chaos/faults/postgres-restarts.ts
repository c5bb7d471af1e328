import { type Fault, noCleanUp } from "./fault.ts";

export const restarts: Fault = {
  name: "postgres is restarted",
  seconds: { short: 1, long: 1 },
  async inject({ server }) {
    await server.stop();
    await server.startAgain();
  },
  end: noCleanUp,
};
