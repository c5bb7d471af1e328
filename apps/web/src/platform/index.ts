import { accountModule } from "./account/index.ts";
import { activityModule } from "./activity/index.ts";
import { apiKeysModule } from "./api-keys/index.ts";
import { dashboardModule } from "./dashboard/index.ts";
import { eventsModule } from "./events/index.ts";
import { filesModule } from "./files/index.ts";
import { jobsModule } from "./jobs/index.ts";
import { modulesModule } from "./modules/index.ts";
import { presenceModule } from "./presence/index.ts";
import { retentionModule } from "./retention/index.ts";
import { rolesModule } from "./roles/index.ts";
import { tenantsModule } from "./tenants/index.ts";
import { viewsModule } from "./views/index.ts";

/** The modules of the platform, which every product needs. */
export const platform = [
  accountModule,
  activityModule,
  apiKeysModule,
  dashboardModule,
  eventsModule,
  filesModule,
  jobsModule,
  modulesModule,
  presenceModule,
  retentionModule,
  rolesModule,
  tenantsModule,
  viewsModule,
];
