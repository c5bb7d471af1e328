import { installationActivityFilter } from "@waybill/validators";
import { byCursor, listOf, router, superuserProcedure } from "../../core/index.ts";
import { installationEntry, person } from "./outputs.ts";
import { InstallationActivityService } from "./service.ts";

export const installationRouter = router({
  activity: superuserProcedure
    .output(byCursor(installationEntry))
    .input(installationActivityFilter)
    .query(({ ctx, input }) => new InstallationActivityService(ctx).list(input)),
  people: superuserProcedure.output(listOf(person)).query(({ ctx }) => new InstallationActivityService(ctx).people()),
});
