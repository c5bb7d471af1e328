import { defineModule } from "../../core/index.ts";
import { factorsRouter } from "./router.ts";

export { hasSecondFactor } from "./columns.ts";
export { factorsOf, removeFactors, removeFactorsSince } from "./overview.ts";
export type { ChallengeContext } from "./passkey-challenges.ts";
export { Passkeys } from "./passkeys.ts";
export { RecoveryCodes } from "./recovery-codes.ts";
export { reencryptBatch, type SecretCounts } from "./reencrypt.ts";
export { Totp } from "./totp.ts";

/** Second factors and passkeys. */
export const factorsModule = defineModule({
  router: factorsRouter,
  constraints: {
    passkeys_credential_key: {
      path: ["passkey"],
      code: "taken",
      message: "This passkey has already been added.",
    },
  },
});
