import type { Wire } from "./http.ts";

const decodes = (text: string) => {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
};

/**
 * Requests that the web server's front door does not bear yet: addresses and session cookies that cannot be decoded,
 * hosts that are none, methods that no page knows. They are made, and not sent. To be deleted once the door bears them.
 */
export const atTheDoor = ({ method, path, headers }: Wire): boolean =>
  ["TRACE", "CONNECT"].includes(method) ||
  path === "*" ||
  !URL.canParse(`http://${headers.host ?? "localhost"}`) ||
  !decodes(path.split("?")[0] ?? "") ||
  !decodes(/authjs\.session-token=([^;]*)/.exec(headers.cookie ?? "")?.[1] ?? "");
