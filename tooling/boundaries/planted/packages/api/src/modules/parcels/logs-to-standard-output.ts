import { appendFileSync } from "node:fs";

export const log = (line: string) => appendFileSync("/var/log/waybill.log", line);
