import { z } from "zod";
import { name, sessionId } from "./common.ts";

export const updateUser = z.object({ name: name() });

export const revokeSession = z.object({ sessionId });
