import { fieldIssue } from "@waybill/validators";
import { z } from "zod";

const uploaded = z.object({ id: z.string() });
const refused = z.object({
  error: z.object({ message: z.string(), data: z.object({ issues: z.array(fieldIssue) }) }),
});

/** Parses the server's answer; null if it is not JSON, such as that of a proxy. */
function readAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The server's reason for refusing a file; undefined without one. */
function reasonOf(answer: unknown): string | undefined {
  const { error } = refused.safeParse(answer).data ?? {};
  const issues = error?.data.issues.map(({ message }) => message).join(" ");
  return issues || error?.message || undefined;
}

/** The outcome of an upload: the file's id, or the reason for its refusal. */
type Sent = { id: string } | { refused: string | undefined } | "unreachable";

/**
 * Uploads a file.
 *
 * @param kind the server's name for this kind of file
 * @param tenant the tenant's slug
 * @param onProgress called with the share that has been sent, from 0 to 1
 */
export function upload(file: File, kind: string, tenant: string, onProgress: (share: number) => void): Promise<Sent> {
  return new Promise((resolve) => {
    // fetch reports no progress of uploads.
    const request = new XMLHttpRequest();
    request.open("POST", `/api/files?${new URLSearchParams({ for: kind, name: file.name })}`);
    request.setRequestHeader("x-tenant-id", tenant);
    request.setRequestHeader("content-type", file.type || "application/octet-stream");
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded / total);
    request.onerror = () => resolve("unreachable");
    request.onload = () => {
      const answer = readAnswer(request.responseText);
      const { data } = uploaded.safeParse(answer);
      resolve(request.status === 200 && data ? data : { refused: reasonOf(answer) });
    };
    request.send(file);
  });
}
