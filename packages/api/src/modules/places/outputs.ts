import { z } from "zod";
import { idOut, time } from "../../core/index.ts";

export const place = z.object({
  id: idOut,
  code: z.string(),
  name: z.string(),
  country: z.string(),
  city: z.string(),
  postcode: z.string().nullable(),
  line1: z.string().nullable(),
  line2: z.string().nullable(),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
  version: z.number(),
  createdAt: time,
  updatedAt: time,
});
