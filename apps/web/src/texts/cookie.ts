/** The cookie with the chosen language of a browser. Scripts may write it: it grants nothing. */
export const languageCookie = "waybill.language";
