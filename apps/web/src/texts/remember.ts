import { languageCookie } from "./cookie.ts";

/** Has this browser's pages in a language. @param language null for the one that the browser asks for */
export function rememberLanguage(language: string | null): void {
  const [value, maxAge] = language === null ? ["", 0] : [language, 365 * 24 * 3600];
  const secure = location.protocol === "https:" ? "; Secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the cookie store of browsers is not everywhere yet
  document.cookie = `${languageCookie}=${value}; Path=/; Max-Age=${maxAge}; SameSite=Lax${secure}`;
}
