import { createDashboardHandler, type DashboardHandler } from "@pg-boss/dashboard/handler";
import { queueUrl, sessionOf } from "@waybill/api";
import { publicUrl, settings } from "@waybill/config";
import { contextOf } from "@/server/request.ts";

const basePath = "/operator/queues";

let dashboard: DashboardHandler | undefined;

/** The queues as pg-boss sees them, for operators of the installation. */
const handler = async (request: Request): Promise<Response> => {
  const session = await sessionOf(await contextOf(request));
  if (!session) return Response.redirect(`${publicUrl(settings())}/sign-in?next=${basePath}`, 303);
  // Who is no operator does not learn that there is something.
  if (!session.user.superuser) return new Response("Not found", { status: 404 });
  dashboard ??= createDashboardHandler({
    databases: [{ url: queueUrl(settings()), name: "Waybill", schema: "pgboss" }],
    basePath,
    allowedActionOrigins: [new URL(publicUrl(settings())).host],
  });
  return dashboard(request);
};

export { handler as GET, handler as POST };
