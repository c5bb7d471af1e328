/** A mail, ready to send. */
export interface RenderedMail {
  /** Which mail it is. */
  template: string;
  subject: string;
  text: string;
  html: string;
}

/** What a mail says. */
export interface Content {
  template: string;
  subject: string;
  greeting: string;
  lines: string[];
  action?: { label: string; url: string };
  footer: string;
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

/** Renders a mail: as text, and as HTML for programs that show it. */
export function renderMail({ template, subject, greeting, lines, action, footer }: Content): RenderedMail {
  const text = [greeting, ...lines, ...(action ? [`${action.label}:\n${action.url}`] : []), footer].join("\n\n");
  const paragraph = (line: string) => `<p style="margin:0 0 16px">${escapeHtml(line)}</p>`;
  const button = action
    ? `<p style="margin:0 0 16px"><a href="${escapeHtml(action.url)}" style="display:inline-block;padding:10px 16px;border-radius:8px;background:#1d4ed8;color:#ffffff;text-decoration:none;font-weight:600">${escapeHtml(action.label)}</a></p>`
    : "";
  const html = `<!doctype html><html lang="en"><body style="margin:0;padding:32px 16px;background:#f4f4f5;font:15px/1.5 Inter,system-ui,sans-serif;color:#18181b"><div style="max-width:480px;margin:0 auto;padding:32px;border-radius:8px;background:#ffffff">${[greeting, ...lines].map(paragraph).join("")}${button}<p style="margin:24px 0 0;color:#71717a;font-size:13px">${escapeHtml(footer)}</p></div></body></html>`;
  return { template, subject, text, html };
}

const unexpected = "If you did not expect this mail, you can ignore it.";

/** The platform's mails, by name. A module renders its own. */
export const templates = {
  verifyEmail: ({ name, url }: { name: string; url: string }) =>
    renderMail({
      template: "verifyEmail",
      subject: "Confirm your email address",
      greeting: `Hello ${name},`,
      lines: ["confirm this address to start using Waybill. The link works for 24 hours."],
      action: { label: "Confirm address", url },
      footer: unexpected,
    }),
  accountExists: ({ name, url }: { name: string; url: string }) =>
    renderMail({
      template: "accountExists",
      subject: "You already have an account",
      greeting: `Hello ${name},`,
      lines: [
        "somebody, probably you, tried to sign up with this address. You already have an account, so nothing was changed.",
        "If you forgot your password, set a new one.",
      ],
      action: { label: "Set a new password", url },
      footer: unexpected,
    }),
  resetPassword: ({ name, url }: { name: string; url: string }) =>
    renderMail({
      template: "resetPassword",
      subject: "Set a new password",
      greeting: `Hello ${name},`,
      lines: ["with this link you set a new password. It works once, for one hour."],
      action: { label: "Set a new password", url },
      footer: unexpected,
    }),
  invitation: ({ inviter, tenant, role, url }: { inviter: string; tenant: string; role: string; url: string }) =>
    renderMail({
      template: "invitation",
      subject: `${inviter} invites you to ${tenant}`,
      greeting: "Hello,",
      lines: [`${inviter} invites you to work in ${tenant} on Waybill, as ${role}. The link works for 7 days.`],
      action: { label: `Join ${tenant}`, url },
      footer: unexpected,
    }),
};
