// A form that is sent before its hydration waits for it.

/** An inline script of the document: holds back forms before their hydration. It has no characters that HTML escapes. */
export const holdEarlyForms =
  'addEventListener("submit",function(e){var f=e.target;if(f.hasAttribute("data-waits")){if(!f.awake){e.preventDefault();f.early=true}}})';

/** Marks a form as hydrated, and submits it if it was held back. */
export function wake(form: (HTMLFormElement & { awake?: boolean; early?: boolean }) | null): void {
  if (!form || form.awake) return;
  form.awake = true;
  if (form.early) form.requestSubmit();
}
