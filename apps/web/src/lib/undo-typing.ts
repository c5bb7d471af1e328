/** What takes text, and what is typed ahead into. */
type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const isField = (target: unknown): target is Field =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;

/** Sets a field's value so that whoever listens hears of it: React watches the property, and not the prototype's. */
function write(field: Field, value: string): void {
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value")?.set?.call(field, value);
  const heard = field instanceof HTMLSelectElement ? "change" : "input";
  field.dispatchEvent(new Event(heard, { bubbles: true }));
}

/** Whether a field shows something else: a number input has no value while what stands in it is none. */
const differs = (field: Field, value: string) => field.value !== value || field.validity.badInput;

/** Remembers how the fields were that keys are typed into, to put them back. */
export class TypingUndo {
  readonly #before = new Map<Field, string>();
  #focused: Element | null = null;

  /** Clears the history; the typed text stays. */
  begin(): void {
    this.#before.clear();
    this.#focused = document.activeElement;
  }

  /** Called before a key reaches a field. */
  note(target: EventTarget | null): void {
    if (isField(target) && !this.#before.has(target)) this.#before.set(target, target.value);
  }

  /** Puts every field back, and the focus. */
  undo(): void {
    for (const [field, value] of this.#before) if (field.isConnected && differs(field, value)) write(field, value);
    this.#before.clear();
    if (document.activeElement !== this.#focused && this.#focused instanceof HTMLElement) this.#focused.focus();
  }
}
