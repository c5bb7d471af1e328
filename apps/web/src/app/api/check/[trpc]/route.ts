import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { checks } from "@/server/procedures.ts";

const handler = (req: Request) =>
  fetchRequestHandler({
    ...checks,
    req,
    createContext: ({ info }) => checks.createContext(req.headers, info.connectionParams),
  });

export { handler as GET, handler as POST };
