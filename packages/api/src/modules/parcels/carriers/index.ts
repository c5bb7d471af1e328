import type { Settings } from "@waybill/config";
import type { Carrier } from "./carrier.ts";
import { httpCarrier } from "./http.ts";
import { simulatedCarrier, simulatedName } from "./simulated.ts";

type CarrierSettings = Pick<Settings, "CARRIER_URL" | "CARRIER_TOKEN">;

/** The carrier from the settings. */
export const carrierOf = ({ CARRIER_URL, CARRIER_TOKEN }: CarrierSettings): Carrier =>
  CARRIER_URL ? httpCarrier(CARRIER_URL, CARRIER_TOKEN) : simulatedCarrier();

/** The name of that carrier, for code that does not call it. */
export const carrierName = ({ CARRIER_URL }: CarrierSettings): string =>
  CARRIER_URL ? new URL(CARRIER_URL).hostname : simulatedName;
