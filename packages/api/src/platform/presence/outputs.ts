import { z } from "zod";
import { idOut } from "../../core/index.ts";

export const presentPerson = z.object({ id: idOut, name: z.string() });
