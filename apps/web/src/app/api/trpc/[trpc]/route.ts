import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { procedures } from "@/server/procedures.ts";

const handler = (req: Request) =>
  fetchRequestHandler({
    ...procedures,
    req,
    createContext: ({ info }) => procedures.createContext(req.headers, info.connectionParams),
  });

export { handler as GET, handler as POST };
