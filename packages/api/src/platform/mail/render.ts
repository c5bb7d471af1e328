import type { MailContent } from "../../core/index.ts";

/** A mail, ready to send. */
export interface RenderedMail {
  subject: string;
  text: string;
  html: string;
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

/** A line break in a header would start another header. */
const onOneLine = (text: string) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");

/** Renders a mail as text and HTML. */
export function renderMail({ subject, greeting, lines, action, footer }: MailContent): RenderedMail {
  const text = [greeting, ...lines, ...(action ? [`${action.label}:\n${action.url}`] : []), footer].join("\n\n");
  const paragraph = (line: string) => `<p style="margin:0 0 16px">${escapeHtml(line)}</p>`;
  const button = action
    ? `<p style="margin:0 0 16px"><a href="${escapeHtml(action.url)}" style="display:inline-block;padding:10px 16px;border-radius:8px;background:#1d4ed8;color:#ffffff;text-decoration:none;font-weight:600">${escapeHtml(action.label)}</a></p>`
    : "";
  const html = `<!doctype html><html lang="en"><body style="margin:0;padding:32px 16px;background:#f4f4f5;font:15px/1.5 Inter,system-ui,sans-serif;color:#18181b"><div style="max-width:480px;margin:0 auto;padding:32px;border-radius:8px;background:#ffffff">${[greeting, ...lines].map(paragraph).join("")}${button}<p style="margin:24px 0 0;color:#71717a;font-size:13px">${escapeHtml(footer)}</p></div></body></html>`;
  return { subject: onOneLine(subject), text, html };
}

/** The footer of mails that somebody else may have caused. */
export const unexpected = "If you did not expect this email, you can ignore it.";
