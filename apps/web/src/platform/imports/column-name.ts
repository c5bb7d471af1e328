import { useApiText } from "@/texts/api-texts.tsx";

/** The name that the API gives to a column of a file without one. */
const unnamed = /^Column \d+$/;

/** The names of columns: as in the file, or by their number in the language of the page. */
export function useColumnName(): (header: string) => string {
  const apiText = useApiText();
  return (header) => (unnamed.test(header) ? apiText(header) : header);
}
