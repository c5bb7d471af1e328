import type { ParsedRequest } from "./parsed-request.ts";

/** Answers `Expect: 100-continue`: the body is wanted now. */
export function sendContinue({ request, response }: Pick<ParsedRequest, "request" | "response">): void {
  const { expect } = request.headers;
  delete request.headers.expect;
  if (expect?.toLowerCase() === "100-continue") response.writeContinue();
}
