import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { Kind, ParsedRequest } from "./parsed-request.ts";

/** The input of the headers besides the request. */
export interface Site {
  /** Whether the public origin is HTTPS. */
  https: boolean;
  /** Whether the development tools of Next.js run: they need `eval` and a socket. */
  dev: boolean;
}

/** The request header with the nonce of a page. */
export const nonceHeader = "x-nonce";

/**
 * Paths with a secret, such as mailed links: they must not leak as a referrer. A test finds pages that are missing here.
 */
export const secretPaths = [
  /^\/(?:confirm-email|reset-password|sign-in\/link|undo-email|verify-email)(?:\/|$)/,
  /^\/invitations\//,
];

/** Browser features: all off, except passkeys and the clipboard. */
const permissions = [
  ...["accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen"],
  ...["geolocation", "gyroscope", "hid", "idle-detection", "magnetometer", "microphone", "midi", "payment"],
  ...["picture-in-picture", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking"],
]
  .map((name) => `${name}=()`)
  .concat("publickey-credentials-create=(self)", "publickey-credentials-get=(self)", "clipboard-write=(self)")
  .join(", ");

/** Sets the headers of every response. */
export function setSecurityHeaders(response: ServerResponse, { https }: Site): void {
  for (const [name, value] of Object.entries({ ...always, ...(https ? onlyHttps : {}) }))
    response.setHeader(name, value);
}

/** Sets the policy of a response; that of a page has a nonce for its scripts. */
export function setPolicy({ request, response, target, kind }: ParsedRequest, site: Site): void {
  for (const [name, value] of Object.entries(policyOf(kind))) response.setHeader(name, value);
  if (secretPaths.some((path) => path.test(decodeURIComponent(target.path)))) {
    response.setHeader("referrer-policy", "no-referrer");
  }
  if (kind !== "page") return;
  const nonce = randomBytes(16).toString("base64");
  const policy = pagePolicy(nonce, site);
  response.setHeader("content-security-policy", policy);
  // Next.js reads the nonce for its scripts here.
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

/** Headers by kind. Responses for programs run nothing and are not stored; files set their own headers. */
function policyOf(kind: Kind): Record<string, string> {
  if (kind === "page" || kind === "asset" || kind === "file") return {};
  return {
    "cache-control": "no-store",
    "content-security-policy":
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  };
}

/** The content security policy of pages. Libraries of menus and charts write inline styles. */
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
