import { z } from "zod";
import { name, sessionId } from "./common.ts";
import { languages } from "./languages.ts";

export const updateUser = z.object({ name: name() });

/** Null: the language of the browser. */
export const setLanguage = z.object({ language: z.enum(languages).nullable() });

export const revokeSession = z.object({ sessionId });
