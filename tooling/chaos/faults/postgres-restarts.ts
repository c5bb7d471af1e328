import { endsAlone, type Fault } from "./fault.ts";

export const restarts: Fault = {
  name: "postgres is restarted",
  seconds: { short: 1, long: 1 },
  async inject({ server }) {
    await server.away();
    await server.revive();
  },
  end: endsAlone,
};
