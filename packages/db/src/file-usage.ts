import { type DatabaseObject, withOwnersRights } from "./database-objects.ts";

/**
 * The trigger that maintains how much each tenant stores. It runs with the owner's rights, so that the application can read
 * the figures but not write them. Transactions that add files of one tenant run one after the other, so that a limit that
 * they check holds.
 */
export const fileUsageTrigger: readonly DatabaseObject[] = [
  {
    name: "count_files",
    table: null,
    sql: `
  create or replace function count_files() returns trigger ${withOwnersRights} as $$
  begin
    if tg_op <> 'INSERT' then
      update file_usage set bytes = bytes - old.size, files = files - 1 where tenant_id = old.tenant_id;
    end if;
    if tg_op <> 'DELETE' then
      insert into file_usage as usage (tenant_id, bytes, files) values (new.tenant_id, new.size, 1)
      on conflict (tenant_id) do update set bytes = usage.bytes + excluded.bytes, files = usage.files + 1;
    end if;
    return null;
  end $$`,
  },
  {
    name: "files_counted",
    table: "files",
    sql: `create or replace trigger files_counted after insert or delete or update of size, tenant_id on files
    for each row execute function count_files()`,
  },
];
