import { tagColors } from "@waybill/validators/tags";
import { z } from "zod";
import { idOut } from "../../core/index.ts";

export const tag = z.object({ id: idOut, name: z.string(), color: z.enum(tagColors), version: z.number() });
