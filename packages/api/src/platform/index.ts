import { accountModule } from "./account/index.ts";
import { activityModule } from "./activity/index.ts";
import { apiKeysModule } from "./api-keys/index.ts";
import { authModule } from "./auth/index.ts";
import { eventsModule } from "./events/index.ts";
import { factorsModule } from "./factors/index.ts";
import { filesModule } from "./files/index.ts";
import { installationModule } from "./installation/index.ts";
import { jobsModule } from "./jobs/index.ts";
import { mailModule } from "./mail/index.ts";
import { modulesModule } from "./modules/index.ts";
import { presenceModule } from "./presence/index.ts";
import { queuesModule } from "./queues/index.ts";
import { retentionModule } from "./retention/index.ts";
import { rolesModule } from "./roles/index.ts";
import { searchModule } from "./search/index.ts";
import { securityNoticesModule } from "./security-notices/index.ts";
import { sessionsModule } from "./sessions/index.ts";
import { supportModule } from "./support/index.ts";
import { systemModule } from "./system/index.ts";
import { tenantsModule } from "./tenants/index.ts";
import { usersModule } from "./users/index.ts";
import { viewsModule } from "./views/index.ts";

/** The platform: modules that every product needs. */
export const platform = {
  account: accountModule,
  activity: activityModule,
  apiKeys: apiKeysModule,
  auth: authModule,
  events: eventsModule,
  factors: factorsModule,
  files: filesModule,
  installation: installationModule,
  jobs: jobsModule,
  mail: mailModule,
  modules: modulesModule,
  presence: presenceModule,
  queues: queuesModule,
  retention: retentionModule,
  roles: rolesModule,
  search: searchModule,
  securityNotices: securityNoticesModule,
  sessions: sessionsModule,
  support: supportModule,
  system: systemModule,
  tenants: tenantsModule,
  users: usersModule,
  views: viewsModule,
};
