import type { Language } from "@waybill/validators";
import { type MailContent, translateWith } from "../../core/index.ts";
import * as texts from "./texts/index.ts";

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

/** Colours for readers with a dark screen; mail programs that do not know the rule show the light ones. */
const darkRules =
  "@media (prefers-color-scheme:dark){body{background:#18181b!important;color:#f4f4f5!important}.card{background:#27272a!important}.quiet{color:#a1a1aa!important}}";

/** Renders a mail as text and HTML. @param language of its content */
export function renderMail({ subject, name, lines, action, footer }: MailContent, language: Language): RenderedMail {
  const t = translateWith(texts, language);
  const paragraphs = [name ? t("hello", { name }) : t("helloUnknown"), ...lines];
  const end = footer ?? t("unexpected");
  const title = onOneLine(subject);
  const text = [...paragraphs, ...(action ? [`${action.label}:\n${action.url}`] : []), end].join("\n\n");
  const paragraph = (line: string) => `<p style="margin:0 0 16px">${escapeHtml(line)}</p>`;
  const button = action
    ? `<p style="margin:0 0 16px"><a href="${escapeHtml(action.url)}" style="display:inline-block;padding:10px 16px;border-radius:8px;background:#1d4ed8;color:#ffffff;text-decoration:none;font-weight:600">${escapeHtml(action.label)}</a></p>`
    : "";
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${escapeHtml(title)}</title><style>${darkRules}</style>`;
  const html = `<!doctype html><html lang="${language}"><head>${head}</head><body style="margin:0;padding:32px 16px;background:#f4f4f5;font:15px/1.5 Inter,system-ui,sans-serif;color:#18181b"><div class="card" style="max-width:480px;margin:0 auto;padding:32px;border-radius:8px;background:#ffffff;overflow-wrap:anywhere">${paragraphs.map(paragraph).join("")}${button}<p class="quiet" style="margin:24px 0 0;color:#71717a;font-size:13px">${escapeHtml(end)}</p></div></body></html>`;
  return { subject: title, text, html };
}
