import { describe, expect, test } from "vitest";
import {
  CommitInDoubtError,
  ConnectionLostError,
  DatabaseBusyError,
  DatabaseUnavailableError,
  databaseFailure,
  isUnavailable,
} from "./index.ts";

const withCode = (code: string, more: object = {}) => Object.assign(new Error("words of a library"), { code, ...more });
const ofPostgres = (code: string) => withCode(code, { severity: "ERROR" });

describe("an unavailable database", () => {
  test.each([
    ...["08000", "08006", "53100", "53200", "53300", "57P01", "57P02", "57P03", "58030", "57014", "26000", "42P05"].map(
      ofPostgres,
    ),
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

describe("other errors", () => {
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

describe("the message", () => {
  const at = { address: "10.0.0.7", port: 5432 };
  const postgresSays = (code: string, message: string) =>
    Object.assign(new Error(message), { code, severity: "FATAL" });

  test.each<[Error, string]>([
    [withCode("ECONNREFUSED", at), "The database is not responding: connection refused at 10.0.0.7:5432."],
    [withCode("CONNECT_TIMEOUT", at), "The database is not responding: 10.0.0.7:5432 did not respond in time."],
    [withCode("CONNECT_TIMEOUT"), "The database is not responding: its server did not respond in time."],
    [
      withCode("ENOTFOUND", { hostname: "db.example.com" }),
      "The database is not responding: its name db.example.com cannot be resolved.",
    ],
    [withCode("EHOSTUNREACH", at), "The database is not responding: no route to 10.0.0.7:5432."],
    [withCode("CONNECTION_DESTROYED"), "The database is not responding: the connection to it was lost."],
    [
      withCode("ENOENT", { address: "/run/postgresql/.s.PGSQL.5432" }),
      "The database is not responding: there is no socket at /run/postgresql/.s.PGSQL.5432.",
    ],
    [
      Object.assign(new AggregateError([withCode("ECONNREFUSED", at), withCode("ECONNREFUSED")]), {
        code: "ECONNREFUSED",
      }),
      "The database is not responding: connection refused at 10.0.0.7:5432.",
    ],
    [
      postgresSays("57P03", "the database system is starting up"),
      "The database is not responding: the database system is starting up.",
    ],
    [
      postgresSays("28P01", 'password authentication failed for user "x"'),
      'Postgres refuses the login: password authentication failed for user "x".',
    ],
    [postgresSays("3D000", 'database "x" does not exist'), 'Postgres refuses the login: database "x" does not exist.'],
    [
      withCode("DEPTH_ZERO_SELF_SIGNED_CERT"),
      "The TLS certificate of the database server was rejected: words of a library (DEPTH_ZERO_SELF_SIGNED_CERT).",
    ],
    ...[
      postgresSays("26000", 'prepared statement "abc1" does not exist'),
      postgresSays("42P05", 'prepared statement "abc1" already exists'),
    ].map((error): [Error, string] => [
      error,
      "A pooler in transaction mode is between this process and the database, and its sessions change. Set DATABASE_POOL_MODE=transaction, and DATABASE_LISTEN_URL to an address without the pooler.",
    ]),
    // The pool library's message about a timeout has no details.
    [
      new DatabaseBusyError("No database connection was free within 10 s.", {
        cause: new Error("operation timed out for an unknown reason"),
      }),
      "No database connection was free within 10 s.",
    ],
    [
      new ConnectionLostError("The connection was lost before the commit.", {
        cause: new DatabaseUnavailableError("The database has not responded for 5 s."),
      }),
      "The database has not responded for 5 s.",
    ],
  ])("%o", (error, sentence) => {
    expect(databaseFailure(error)).toBe(sentence);
    expect(databaseFailure(new Error("Failed query: select 1", { cause: error }))).toBe(sentence);
  });

  test.each([
    ...["23505", "22P02", "P0001"].map(ofPostgres),
    withCode("ENOENT", { path: "/etc/waybill" }),
    ...[new Error("ECONNREFUSED"), "ECONNREFUSED", undefined],
  ])("none for other errors: %o", (error) => expect(databaseFailure(error)).toBeNull());
});
