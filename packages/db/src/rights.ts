import type { DatabaseObject } from "./database-objects.ts";
import { liveChannel } from "./live-channel.ts";

/** A table whose rows give access. */
interface RightsTable {
  name: string;
  /** The columns that identify the callers concerned, by the fields of the message. */
  concerns: Partial<Record<"tenantId" | "userId" | "roleId", string>>;
  /** Columns that do not affect access. All others do. */
  harmless: readonly string[];
  /** Whether rows expire at `expires_at`: deleting one later takes nothing away. */
  expires?: boolean;
}

/** All tables that determine a request's access. A test compares this list with the tables that a request reads. */
export const rightsTables: readonly RightsTable[] = [
  {
    name: "sessions",
    concerns: { userId: "user_id" },
    harmless: ["last_seen_at", "ip", "user_agent"],
    expires: true,
  },
  { name: "users", concerns: { userId: "id" }, harmless: ["name", "email", "password_hash", "language"] },
  { name: "totp_factors", concerns: { userId: "user_id" }, harmless: ["secret", "last_step", "last_used_at"] },
  {
    name: "passkeys",
    concerns: { userId: "user_id" },
    harmless: ["name", "counter", "transports", "backed_up", "last_used_at"],
  },
  { name: "tenants", concerns: { tenantId: "id" }, harmless: ["name", "slug", "time_zone", "keep_days"] },
  { name: "memberships", concerns: { tenantId: "tenant_id", userId: "user_id" }, harmless: [] },
  { name: "roles", concerns: { tenantId: "tenant_id", roleId: "id" }, harmless: ["name", "version", "updated_at"] },
  {
    name: "api_keys",
    concerns: { tenantId: "tenant_id", userId: "user_id" },
    harmless: ["name", "last_used_at", "last_used_ip"],
    expires: true,
  },
  {
    name: "support_access",
    concerns: { tenantId: "tenant_id", userId: "user_id" },
    harmless: ["reason"],
    expires: true,
  },
];

/** The parts of a row that affect access, in SQL. */
const counting = (row: "old" | "new", { harmless }: RightsTable) =>
  `to_jsonb(${row}) - array[${harmless.map((column) => `'${column}'`).join(", ")}]::text[]`;

function triggersOf(table: RightsTable): DatabaseObject[] {
  const { name, concerns, expires } = table;
  const call = `execute function tell_rights('${JSON.stringify(concerns)}')`;
  const trigger = (what: string, sql: string): DatabaseObject => ({
    name: `${name}_rights_${what}`,
    table: name,
    sql: `create or replace trigger ${name}_rights_${what} ${sql} ${call}`,
  });
  return [
    trigger(
      "changed",
      `after update on ${name} for each row
      when (${counting("old", table)} is distinct from ${counting("new", table)})`,
    ),
    trigger("removed", `after delete on ${name} for each row ${expires ? "when (old.expires_at > now())" : ""}`),
    trigger("truncated", `after truncate on ${name} for each statement`),
  ];
}

/**
 * Triggers that notify the web processes of changed or ended access, in the transaction of the change. Equal messages of
 * one transaction are sent once.
 *
 * The message is `{ "rights": { tenantId?, userId?, roleId? } }`; it concerns callers that match every given field.
 */
export const rightsTriggers: readonly DatabaseObject[] = [
  {
    name: "tell_rights",
    table: null,
    sql: `
  create or replace function tell_rights() returns trigger language plpgsql set search_path = pg_catalog as $$
  begin
    -- The pages listen on the first machine. Copies of the row on others, which Citus writes, tell no one.
    if starts_with(current_setting('application_name'), 'citus_internal ') then return null; end if;
    perform pg_notify('${liveChannel}', jsonb_build_object('rights', (
      select coalesce(jsonb_object_agg(field, to_jsonb(old) -> name) filter (where tg_op <> 'TRUNCATE'), '{}')
      from jsonb_each_text(tg_argv[0]::jsonb) as one (field, name)))::text);
    return null;
  end $$`,
  },
  ...rightsTables.flatMap(triggersOf),
];
