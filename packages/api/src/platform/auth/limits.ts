import { type KeyedRateLimit, networkOf, type RateLimit } from "../../core/index.ts";

// Limits of password guesses. Only failures count. Nobody can lock others out: a known browser has its own limit, and a
// mailed link always works.

const minute = 60;
const hour = 3600;

const paces = {
  /** One account from one network. */
  accountAndNetwork: { burst: 5, forgetSeconds: 10 * minute, firstSeconds: minute, mostSeconds: hour },
  /** One account from all networks: distributed guessing. */
  account: { burst: 20, forgetSeconds: 10 * minute, firstSeconds: minute, mostSeconds: hour },
  /** All accounts from one network: one password on many accounts. */
  network: { burst: 50, forgetSeconds: minute, firstSeconds: minute, mostSeconds: hour },
  /** One account in a known browser. */
  device: { burst: 5, forgetSeconds: 10 * minute, firstSeconds: minute, mostSeconds: hour },
  /** Identity confirmations of one signed-in person. */
  proof: { burst: 10, forgetSeconds: 10 * minute, firstSeconds: minute, mostSeconds: hour },
  /** Mailed codes of one person. */
  mailedCode: { burst: 5, forgetSeconds: 10 * minute, firstSeconds: minute, mostSeconds: hour },
  /** Second-factor codes of one account after the first factor. */
  secondFactor: { burst: 10, forgetSeconds: 10 * minute, firstSeconds: minute, mostSeconds: hour },
} satisfies Record<string, RateLimit>;

const byAccountAndNetwork = (email: string, ip: string | null): KeyedRateLimit => ({
  key: `sign-in ${networkOf(ip)} ${email}`,
  ...paces.accountAndNetwork,
});
const byAccount = (email: string): KeyedRateLimit => ({ key: `sign-in account ${email}`, ...paces.account });
const byNetwork = (ip: string | null): KeyedRateLimit => ({
  key: `sign-in network ${networkOf(ip)}`,
  ...paces.network,
});
const byDevice = (email: string, device: string): KeyedRateLimit => ({
  key: `sign-in device ${device} ${email}`,
  ...paces.device,
});

/** The origin of a guess. */
export interface SignInAttempt {
  email: string;
  ip: string | null;
  /** The hash of the browser's secret if the browser is known. */
  knownDevice: string | null;
}

/** What a guess at a code is counted against. Here too a known browser has a limit of its own. */
export const limitsOfCode = (userId: string, knownDevice: string | null): KeyedRateLimit[] => [
  { key: `second factor ${userId} ${knownDevice ?? "elsewhere"}`, ...paces.secondFactor },
];

/** What a failed proof that it is still the person is counted against. */
export const limitsOfProof = (userId: string): KeyedRateLimit[] => [{ key: `proof ${userId}`, ...paces.proof }];

/** What a mailed code is counted against. */
export const limitsOfMailedCode = (userId: string): KeyedRateLimit[] => [
  { key: `mailed code ${userId}`, ...paces.mailedCode },
];

/** What a guess is counted against. */
export function limitsOfAttempt({ email, ip, knownDevice }: SignInAttempt): KeyedRateLimit[] {
  if (knownDevice) return [byDevice(email, knownDevice)];
  return [byAccountAndNetwork(email, ip), byAccount(email), byNetwork(ip)];
}

/** The limits that a sign-in resets: those of the account in this network and browser. */
export function limitsResetBySignIn({ email, ip, knownDevice }: SignInAttempt): KeyedRateLimit[] {
  return [byAccountAndNetwork(email, ip), byAccount(email), ...(knownDevice ? [byDevice(email, knownDevice)] : [])];
}

/** The limits from which a sign-in removes its own count: other failures of the network stay. */
export const limitsToUncount = ({ ip, knownDevice }: SignInAttempt): KeyedRateLimit[] =>
  knownDevice ? [] : [byNetwork(ip)];
