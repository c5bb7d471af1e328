import { installationActivityFilter } from "@waybill/validators";
import { router, superuserProcedure } from "../../core/index.ts";
import { InstallationActivityService } from "./service.ts";

export const installationRouter = router({
  activity: superuserProcedure
    .input(installationActivityFilter)
    .query(({ ctx, input }) => new InstallationActivityService(ctx).list(input)),
  people: superuserProcedure.query(({ ctx }) => new InstallationActivityService(ctx).people()),
});
