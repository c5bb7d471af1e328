import { createHash } from "node:crypto";

export const fingerprint = (text: string) => createHash("md5").update(text).digest("hex");
