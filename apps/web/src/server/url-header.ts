/** The header with the requested URL, for layouts of pages, which do not know it. A value from the client is overwritten. */
export const urlHeader = "x-waybill-url";
