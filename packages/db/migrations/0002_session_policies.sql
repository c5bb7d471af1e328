ALTER POLICY "support_access_own" ON "support_access" TO public USING (user_id = (select coalesce(nullif(current_setting('app.user_id', true), '')::uuid, (
  select sessions.user_id from sessions
  where sessions.id = nullif(current_setting('app.session_id', true), '')::uuid and sessions.expires_at > now()))) and (select nullif(current_setting('app.tenant_id', true), '')::uuid) is null);--> statement-breakpoint
ALTER POLICY "memberships_own" ON "memberships" TO public USING (user_id = (select coalesce(nullif(current_setting('app.user_id', true), '')::uuid, (
  select sessions.user_id from sessions
  where sessions.id = nullif(current_setting('app.session_id', true), '')::uuid and sessions.expires_at > now()))) and (select nullif(current_setting('app.tenant_id', true), '')::uuid) is null);--> statement-breakpoint
ALTER POLICY "roles_own" ON "roles" TO public USING ((select nullif(current_setting('app.tenant_id', true), '')::uuid) is null and exists (
        select from memberships
        where memberships.tenant_id = roles.tenant_id and memberships.custom_role_id = roles.id
          and memberships.user_id = (select coalesce(nullif(current_setting('app.user_id', true), '')::uuid, (
  select sessions.user_id from sessions
  where sessions.id = nullif(current_setting('app.session_id', true), '')::uuid and sessions.expires_at > now())))));