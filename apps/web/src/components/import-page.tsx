"use client";

import { fieldIssue } from "@waybill/validators";
import { CircleAlertIcon, FileTextIcon, UploadIcon } from "lucide-react";
import { useRouter } from "next/navigation";
import { type DragEvent, useRef, useState } from "react";
import { z } from "zod";
import { cn } from "@/lib/cn.ts";
import { useTenant } from "@/trpc/client.tsx";
import { Page } from "./page.tsx";
import { Button } from "./ui/button.tsx";
import { Notice, Panel, Progress } from "./ui/surface.tsx";

const uploaded = z.object({ id: z.string() });
const refused = z.object({
  error: z.object({ message: z.string(), data: z.object({ issues: z.array(fieldIssue) }) }),
});

/** What the server answered; null where something else did, which does not speak JSON. */
function readAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Why the server refused a file, in words. */
function reasonOf(answer: unknown): string {
  const { error } = refused.safeParse(answer).data ?? {};
  const issues = error?.data.issues.map(({ message }) => message).join(" ");
  return issues || error?.message || "The file was refused.";
}

/** Sends a file, telling how much has gone. @throws an error with words for a person */
function upload(file: File, tenant: string, onProgress: (share: number) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    // fetch cannot tell how much has been sent.
    const request = new XMLHttpRequest();
    request.open("POST", `/api/files?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("x-tenant-id", tenant);
    request.setRequestHeader("content-type", "text/csv");
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded / total);
    request.onerror = () => reject(new Error("The server could not be reached. Nothing was sent; try again."));
    request.onload = () => {
      const answer = readAnswer(request.responseText);
      const { data } = uploaded.safeParse(answer);
      if (request.status === 200 && data) resolve(data.id);
      else reject(new Error(reasonOf(answer)));
    };
    request.send(file);
  });
}

/** Takes a CSV, sends it, and leads to the job that reads it. */
export function ImportPage({
  title,
  listPath,
  columns,
  example,
  start,
}: {
  title: string;
  /** The list that it imports into, after `/t/{tenant}`. */
  listPath: string;
  columns: { name: string; about: string; required: boolean }[];
  example: string;
  /** Starts the import. @returns the job's id */
  start: (fileId: string) => Promise<string | null>;
}) {
  const tenant = useTenant();
  const router = useRouter();
  const picker = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [sent, setSent] = useState<{ name: string; share: number } | null>(null);
  const [error, setError] = useState<string | null>(null);

  const take = async (file: File | undefined) => {
    if (!file) return;
    setError(null);
    setSent({ name: file.name, share: 0 });
    try {
      const fileId = await upload(file, tenant, (share) => setSent({ name: file.name, share }));
      const jobId = await start(fileId);
      if (jobId) router.push(`/t/${tenant}/jobs/${jobId}`);
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : "The file was refused.");
    } finally {
      setSent(null);
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };

  return (
    <Page
      title={title}
      crumbs={[
        {
          label: title.replace("Import ", "").replace(/^./, (first) => first.toUpperCase()),
          href: `/t/${tenant}${listPath}`,
        },
      ]}
    >
      {error && (
        <Notice kind="danger" icon={<CircleAlertIcon aria-hidden />} alert>
          {error}
        </Notice>
      )}
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
        {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is one more way; the button is the way for everybody */}
        <div
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
          className={cn(
            "flex min-h-56 flex-col items-center justify-center gap-4 rounded-lg border-2 border-line border-dashed bg-surface p-6 text-center",
            over && "border-accent bg-accent-soft",
          )}
        >
          <FileTextIcon aria-hidden className="size-8 text-ink-faint" />
          {sent ? (
            <div className="flex w-full max-w-xs flex-col gap-2" aria-live="polite">
              <p className="truncate">Sending {sent.name}</p>
              <Progress value={sent.share} label={`Sending ${sent.name}`} />
            </div>
          ) : (
            <>
              <p className="text-ink-soft">Drop a CSV file here, up to 200 MB. The worker reads it while you go on.</p>
              <Button variant="primary" onClick={() => picker.current?.click()}>
                <UploadIcon /> Choose a file
              </Button>
            </>
          )}
          <input
            ref={picker}
            type="file"
            accept=".csv,text/csv"
            aria-label="CSV file"
            tabIndex={-1}
            className="sr-only"
            onChange={(event) => {
              void take(event.target.files?.[0]);
              event.target.value = "";
            }}
          />
        </div>
        <Panel title="What the file looks like">
          <div className="flex flex-col gap-3">
            <p className="text-ink-soft">
              The first line names the columns. Importing a file again changes what is there and creates nothing twice.
              Rows that are refused come back to you with the reason.
            </p>
            <ul className="flex flex-col gap-1.5">
              {columns.map(({ name, about, required }) => (
                <li key={name} className="flex flex-wrap gap-x-2">
                  <code className="font-semibold">{name}</code>
                  <span className="text-ink-soft">
                    {about}
                    {!required && " (may be empty)"}
                  </span>
                </li>
              ))}
            </ul>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
            <pre tabIndex={0} className="overflow-x-auto rounded-md bg-sunken p-3 text-meta">
              {example}
            </pre>
          </div>
        </Panel>
      </div>
    </Page>
  );
}
