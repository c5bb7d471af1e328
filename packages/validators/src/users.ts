import { z } from "zod";
import { id, name } from "./common.ts";

export const updateUser = z.object({ name: name() });

export const revokeSession = z.object({ sessionId: id });
