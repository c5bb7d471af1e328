import { search } from "@waybill/validators";
import { z } from "zod";
import type { ListView } from "../../core/index.ts";
import { noteFilter } from "./schemas.ts";
import { NoteService } from "./service.ts";

const listing = z.object({ search, sort: z.enum(["name", "code"]).optional() });

/** The list of notes, for saved views. */
export const noteView: ListView = {
  name: "notes",
  permission: "notes.read" as ListView["permission"],
  state: listing,
  async count(ctx, state, limit) {
    const { total } = await new NoteService(ctx).list(noteFilter.parse({ search: listing.parse(state).search }));
    return { count: Math.min(total, limit), more: total > limit };
  },
};
