/** The cookie that says in which language a browser shows pages. Scripts may write it: it grants nothing. */
export const languageCookie = "waybill.language";
