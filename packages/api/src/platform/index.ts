import { authModule } from "./auth/index.ts";
import { coreModule } from "./core/index.ts";
import { filesModule } from "./files/index.ts";
import { jobsModule } from "./jobs/index.ts";
import { mailModule } from "./mail/index.ts";
import { tenantsModule } from "./tenants/index.ts";
import { usersModule } from "./users/index.ts";

/** The platform: what every product built on this needs. */
export const platform = {
  auth: authModule,
  core: coreModule,
  files: filesModule,
  jobs: jobsModule,
  mail: mailModule,
  tenants: tenantsModule,
  users: usersModule,
};
