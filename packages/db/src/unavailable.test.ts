import { describe, expect, test } from "vitest";
import {
  CommitInDoubtError,
  ConnectionLostError,
  DatabaseBusyError,
  DatabaseUnavailableError,
  isUnavailable,
} from "./index.ts";

const withCode = (code: string, more: object = {}) => Object.assign(new Error("words of a library"), { code, ...more });
const ofPostgres = (code: string) => withCode(code, { severity: "ERROR" });

describe("the database cannot be asked", () => {
  test.each([
    ...["08000", "08006", "53100", "53200", "53300", "57P01", "57P02", "57P03", "58030", "57014"].map(ofPostgres),
    ...["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH"].map((code) =>
      withCode(code),
    ),
    ...["CONNECTION_CLOSED", "CONNECTION_ENDED", "CONNECTION_DESTROYED", "CONNECT_TIMEOUT"].map((code) =>
      withCode(code),
    ),
    ...[DatabaseUnavailableError, DatabaseBusyError, ConnectionLostError, CommitInDoubtError].map(
      (Kind) => new Kind("told by us"),
    ),
  ])("%o", (error) => {
    expect(isUnavailable(error)).toBe(true);
    expect(isUnavailable(new Error("wrapped", { cause: new Error("twice", { cause: error }) }))).toBe(true);
  });
});

describe("it was asked, and has refused, or somebody else has", () => {
  test.each([
    ...["23505", "22P02", "42P01", "40001", "25006", "57000", "P0001"].map(ofPostgres),
    // A code of another library.
    withCode("53300"),
    withCode("ENOENT"),
    new Error("ECONNREFUSED"),
    "ECONNREFUSED",
    undefined,
  ])("%o", (error) => expect(isUnavailable(error)).toBe(false));
});
