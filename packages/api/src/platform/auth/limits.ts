import { type KeyedRateLimit, networkOf, type RateLimit } from "../../core/index.ts";

// Limits of failed sign-ins. An attacker cannot lock the owner out: a known browser has a separate limit, and a sign-in by
// mailed link has none.

const minute = 60;
const hour = 3600;

const rateLimits = {
  /** One account from one network. */
  accountAndNetwork: { burst: 5, expirySeconds: 10 * minute, firstSeconds: minute, maxSeconds: hour },
  /** One account from all networks: distributed guessing. */
  account: { burst: 20, expirySeconds: 10 * minute, firstSeconds: minute, maxSeconds: hour },
  /** All accounts from one network: one password on many accounts. */
  network: { burst: 50, expirySeconds: minute, firstSeconds: minute, maxSeconds: hour },
  /** One account in a known browser. */
  device: { burst: 5, expirySeconds: 10 * minute, firstSeconds: minute, maxSeconds: hour },
  /** Identity confirmations of one signed-in person. */
  proof: { burst: 10, expirySeconds: 10 * minute, firstSeconds: minute, maxSeconds: hour },
  /** Mailed codes of one person. */
  mailedCode: { burst: 5, expirySeconds: 10 * minute, firstSeconds: minute, maxSeconds: hour },
  /** Second-factor codes of one account after the first factor. */
  secondFactor: { burst: 10, expirySeconds: 10 * minute, firstSeconds: minute, maxSeconds: hour },
} satisfies Record<string, RateLimit>;

const byAccountAndNetwork = (email: string, ip: string | null): KeyedRateLimit => ({
  key: `sign-in ${networkOf(ip)} ${email}`,
  ...rateLimits.accountAndNetwork,
});
const byAccount = (email: string): KeyedRateLimit => ({ key: `sign-in account ${email}`, ...rateLimits.account });
const byNetwork = (ip: string | null): KeyedRateLimit => ({
  key: `sign-in network ${networkOf(ip)}`,
  ...rateLimits.network,
});
const byDevice = (email: string, device: string): KeyedRateLimit => ({
  key: `sign-in device ${device} ${email}`,
  ...rateLimits.device,
});

/** A sign-in with a password, as the limits count it. */
export interface SignInAttempt {
  email: string;
  ip: string | null;
  /** The hash of the browser's secret if the browser is known. */
  knownDevice: string | null;
}

/** The limits of second-factor codes. A known browser has a separate limit. */
export const limitsOfCode = (userId: string, knownDevice: string | null): KeyedRateLimit[] => [
  { key: `second factor ${userId} ${knownDevice ?? "elsewhere"}`, ...rateLimits.secondFactor },
];

/** The limits of failed identity confirmations. */
export const limitsOfProof = (userId: string): KeyedRateLimit[] => [{ key: `proof ${userId}`, ...rateLimits.proof }];

/** The limits of mailed codes. */
export const limitsOfMailedCode = (userId: string): KeyedRateLimit[] => [
  { key: `mailed code ${userId}`, ...rateLimits.mailedCode },
];

/** The limits of a sign-in with a password. */
export function limitsOfAttempt({ email, ip, knownDevice }: SignInAttempt): KeyedRateLimit[] {
  if (knownDevice) return [byDevice(email, knownDevice)];
  return [byAccountAndNetwork(email, ip), byAccount(email), byNetwork(ip)];
}

/** The limits that a sign-in resets: those of the account in this network and browser. */
export function limitsResetBySignIn({ email, ip, knownDevice }: SignInAttempt): KeyedRateLimit[] {
  return [byAccountAndNetwork(email, ip), byAccount(email), ...(knownDevice ? [byDevice(email, knownDevice)] : [])];
}

/** The limits from which a successful sign-in removes its own count. Other failures of the network stay counted. */
export const limitsToUncount = ({ ip, knownDevice }: SignInAttempt): KeyedRateLimit[] =>
  knownDevice ? [] : [byNetwork(ip)];
