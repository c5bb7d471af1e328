import { installationActivityFilter } from "@waybill/validators";
import { byCursor, listOf, operatorProcedure, router } from "../../core/index.ts";
import { installationEntry, person } from "./outputs.ts";
import { InstallationActivityService } from "./service.ts";

export const installationRouter = router({
  activity: operatorProcedure
    .output(byCursor(installationEntry))
    .input(installationActivityFilter)
    .query(({ ctx, input }) => new InstallationActivityService(ctx).list(input)),
  people: operatorProcedure.output(listOf(person)).query(({ ctx }) => new InstallationActivityService(ctx).people()),
});
