import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { Kind, Visit } from "./visit.ts";

/** What the headers depend on, beside the request. */
export interface Site {
  /** Whether people come by HTTPS. */
  https: boolean;
  /** Whether Next's development tools run in the pages: they evaluate text, and keep a socket open. */
  dev: boolean;
}

/** The request header that tells a page its nonce. */
export const nonceHeader = "x-nonce";

/**
 * The addresses that carry a secret, as a mailed link does: no page may hand them on to where its links lead. A test
 * looks for pages that are missing here.
 */
export const secretAddresses = [
  /^\/(?:confirm-email|reset-password|sign-in\/link|undo-email|verify-email)(?:\/|$)/,
  /^\/invitations\//,
];

/** Nothing that a page of ours has a use for; passkeys are the exception. */
const permissions = [
  ...["accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen"],
  ...["geolocation", "gyroscope", "hid", "idle-detection", "magnetometer", "microphone", "midi", "payment"],
  ...["picture-in-picture", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking"],
]
  .map((name) => `${name}=()`)
  .concat("publickey-credentials-create=(self)", "publickey-credentials-get=(self)", "clipboard-write=(self)")
  .join(", ");

/** Tells the browser who may use an answer, whatever it is. */
export function secureAnswer(response: ServerResponse, { https }: Site): void {
  for (const [name, value] of Object.entries({ ...always, ...(https ? onlyHttps : {}) }))
    response.setHeader(name, value);
}

/** Tells the browser what the answer to a visit may do; a page's scripts are told apart by a nonce. */
export function secureVisit({ request, response, target, kind }: Visit, site: Site): void {
  for (const [name, value] of Object.entries(policyOf(kind))) response.setHeader(name, value);
  if (secretAddresses.some((address) => address.test(decodeURIComponent(target.path)))) {
    response.setHeader("referrer-policy", "no-referrer");
  }
  if (kind !== "page") return;
  const nonce = randomBytes(16).toString("base64");
  const policy = pagePolicy(nonce, site);
  response.setHeader("content-security-policy", policy);
  // From here Next takes the nonce for the scripts that it writes.
  request.headers["content-security-policy"] = policy;
  request.headers[nonceHeader] = nonce;
}

const always = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "strict-origin-when-cross-origin",
  "permissions-policy": permissions,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

/** Two years. */
const onlyHttps = { "strict-transport-security": "max-age=63072000; includeSubDomains" };

/** Answers for programs: nothing in them runs, and nothing keeps them. Files say themselves how they are to be shown. */
function policyOf(kind: Kind): Record<string, string> {
  if (kind === "page" || kind === "asset" || kind === "file") return {};
  return {
    "cache-control": "no-store",
    "content-security-policy":
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  };
}

/** What pages may load. Styles are written inline by the libraries that draw menus and charts. */
function pagePolicy(nonce: string, { https, dev }: Site): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${dev ? " ws:" : ""}`,
    "object-src 'none'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    ...(https ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}
